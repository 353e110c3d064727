const SHOWN = '[secret]';
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/**
 * A value that must not be seen: a token, an app secret, a private key. It prints as `[secret]` wherever a value can
 * print; only the code that puts it on the wire calls {@link Secret.reveal}.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
    // Not a method: a declaration file has no stable spelling for this name.
    Object.defineProperty(this, INSPECT, { value: () => SHOWN });
  }

  /** The value itself, for the wire. */
  reveal(): string {
    return this.#value;
  }

  /** `[secret]`, never the value. */
  toString(): string {
    return SHOWN;
  }

  /** `[secret]`, never the value. */
  toJSON(): string {
    return SHOWN;
  }
}
