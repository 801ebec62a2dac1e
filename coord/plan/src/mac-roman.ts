/** Mac Roman's upper half, byte 0x80 first. Byte 0xF0 is Apple's own mark, which Unicode keeps at U+F8FF. */
const upperHalf =
  'ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü' +
  '†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø' +
  '¿¡¬√ƒ≈∆«»…\u00a0ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ' +
  '‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\uf8ffÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ';

const byteOfCharacter = new Map(Array.from(upperHalf, (character, index) => [character, 0x80 + index]));
// Tables from before 1998 have the currency sign where the euro is now, and some have the ohm sign for omega.
byteOfCharacter.set('\u00a4', 0xdb).set('\u2126', 0xbd);

/** The Mac Roman byte behind one UTF-16 unit at or above U+0080, if there is one. */
export function macRomanByte(text: string, offset: number): number | undefined {
  return byteOfCharacter.get(text.charAt(offset));
}
