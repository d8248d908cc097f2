/** A view of an object that tells of every change made through it, at any depth. */
export function watch<T extends object>(target: T, changed: () => void): T {
  const views = new WeakMap<object, object>();
  const view = (object: object): object => {
    const known = views.get(object);
    if (known !== undefined) {
      return known;
    }
    const made = new Proxy(object, {
      get(inner, key, receiver) {
        const value: unknown = Reflect.get(inner, key, receiver);
        return typeof value === 'object' && value !== null ? view(value) : value;
      },
      set(inner, key, value, receiver) {
        changed();
        return Reflect.set(inner, key, value, receiver);
      },
      deleteProperty(inner, key) {
        changed();
        return Reflect.deleteProperty(inner, key);
      },
    });
    views.set(object, made);
    return made;
  };
  return view(target) as T;
}
