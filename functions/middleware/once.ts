/** Makes a value at first use and keeps it for the life of the process: nothing happens while a module loads. */
export function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
