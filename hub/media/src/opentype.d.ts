/** What is used of opentype.js, which brings no types. */
declare module 'opentype.js' {
  export type Path = { toPathData(decimalPlaces?: number): string };
  export type Glyph = {
    index: number;
    advanceWidth: number;
    getPath(x: number, y: number, fontSize: number): Path;
  };
  export type Font = {
    unitsPerEm: number;
    charToGlyph(character: string): Glyph;
    charToGlyphIndex(character: string): number;
    /** In units of the font. */
    getKerningValue(left: Glyph, right: Glyph): number;
  };
  const opentype: { parse(buffer: ArrayBuffer): Font };
  export default opentype;
}
