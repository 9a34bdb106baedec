// Names of the DOM that the declarations of playwright-core and axe-core mention. No test here touches such an object,
// and the DOM's own library would let all tests of this repository take Node for a browser.
type Node = object;
type NodeList = object;
type Element = object;
type Document = object;
type DOMRect = object;
type Window = object;
type HTMLElement = object;
type SVGElement = object;
type HTMLElementTagNameMap = Record<string, object>;
