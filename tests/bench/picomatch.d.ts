/** What the benches use of picomatch, which has no types of its own. */
declare module "picomatch" {
  export default function picomatch(glob: string): (path: string) => boolean;
}
