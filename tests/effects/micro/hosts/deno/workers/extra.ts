export const load = () => Deno.readTextFile("/extra"); //! fs.read /extra
