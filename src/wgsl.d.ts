/** A shader's text, its includes resolved (scripts/wgsl.mjs). */
declare module "*.wgsl" {
  const text: string;
  export default text;
}
