/** Between the user and the host of a URL, in a text or in JSON. */
const inUrl = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s"@:/]*):[^\s"]*@/gi;

/** A Redis that does not know a command repeats it, and the command that brings the password is one of the newer. */
const inReply = /(with args beginning with: )[^"\n\\]*/g;

/**
 * A text without the passwords that a library's message may hold: those of URLs, and those of a command that Redis
 * did not know.
 */
export function withoutPasswords(text: string): string {
  return text.replace(inUrl, '$1:[redacted]@').replace(inReply, '$1[redacted]');
}
