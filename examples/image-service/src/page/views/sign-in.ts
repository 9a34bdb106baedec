import type { Problem } from '../api/problem.ts';
import type { State } from '../state/model.ts';
import { byId, setText } from './dom.ts';

/** What the form and the button do. */
export interface SessionActions {
  /** Resolves with what was wrong with the key, or nothing. */
  signIn(key: string): Promise<Problem | undefined>;
  signOut(): void;
}

/** Asks for a key where the service wants one; else the page itself, and a way to sign out. */
export function signInView(actions: SessionActions): (state: State) => void {
  const section = byId('sign-in', HTMLElement);
  const form = byId('sign-in-form', HTMLFormElement);
  const input = byId('key', HTMLInputElement);
  const refused = byId('sign-in-problem', HTMLElement);
  const studio = byId('studio', HTMLElement);
  const signOut = byId('sign-out', HTMLButtonElement);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void send();
  });
  signOut.addEventListener('click', () => actions.signOut());

  async function send(): Promise<void> {
    setText(refused, '');
    const problem = await actions.signIn(input.value);
    setText(refused, problem?.detail ?? '');
    if (problem) input.select();
    else input.value = '';
  }
  return ({ session }) => {
    const asks = session?.required === true && !session.read;
    const appears = asks && section.hidden;
    section.hidden = !asks;
    studio.hidden = session?.read !== true;
    signOut.hidden = session?.required !== true || !session.read;
    if (appears) input.focus();
  };
}
