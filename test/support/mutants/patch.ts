/** Replaces parts of the production code for a while. */

/** Switches something on; what it returns switches it off again. */
export type Install = () => () => void;

/**
 * Puts a function around a method of a class, private or not.
 *
 * @param around gets the object, the method, and what it is called with
 */
export function wrap<This, A extends unknown[], R>(
  type: { readonly prototype: object },
  name: string,
  around: (self: This, proceed: (...args: A) => R, ...args: A) => R,
): Install {
  return () =>
    replace(type.prototype, name, (original) => {
      const method = original as (this: This, ...args: A) => R;
      return function (this: This, ...args: A): R {
        return around(this, (...passed) => method.apply(this, passed), ...args);
      };
    });
}

/** Puts another getter in the place of one of a class. */
export function swapGetter(
  type: { readonly prototype: object },
  name: string,
  get: (this: never) => unknown,
) {
  return () => {
    const known = Object.getOwnPropertyDescriptor(type.prototype, name);
    if (!known?.get) throw new Error(`there is no ${name} to replace`);
    Object.defineProperty(type.prototype, name, { ...known, get });
    return () => {
      Object.defineProperty(type.prototype, name, known);
    };
  };
}

/** Puts something else in the place of an action, a guard or a delay of a machine. */
export function swap(implementations: object, name: string, other: unknown): Install {
  return () => replace(implementations, name, () => other);
}

/** All of them together. */
export function all(...installs: readonly Install[]): Install {
  return () => {
    const restores = installs.map((install) => install());
    return () => {
      for (const restore of restores) restore();
    };
  };
}

function replace(target: object, name: string, mutate: (original: unknown) => unknown): () => void {
  const known = Object.getOwnPropertyDescriptor(target, name);
  // A mutant of something that was renamed would survive for the wrong reason.
  if (!known) throw new Error(`there is no ${name} to replace`);
  Object.defineProperty(target, name, { ...known, value: mutate(known.value) });
  return () => {
    Object.defineProperty(target, name, known);
  };
}
