{
  await using stack = new AsyncDisposableStack();
  stack.defer(() => Deno.remove("/a")); //! fs.delete /a certainty=may x=0..1
  const file = stack.adopt("/b", (path) => Deno.remove(path)); //! fs.delete /b certainty=may x=0..1
  await Deno.stat(file); //! fs.read /b
}
