// Names of the DOM that playwright-core's declarations mention. No test here touches such an object, and the DOM's
// own library would let all tests of this repository take Node for a browser.
type Node = object;
type HTMLElement = object;
type SVGElement = object;
type HTMLElementTagNameMap = Record<string, object>;
