/** A WebAssembly program's code, assembled (scripts/wat.mjs). */
declare module "*.wat" {
  const code: Uint8Array<ArrayBuffer>;
  export default code;
}
