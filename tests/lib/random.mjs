// Random numbers in [0, 1) that follow from a 32-bit seed: mulberry32, with a period of 2^32. (The C library's congruential formula
// leaves the integers that a JavaScript number holds, and falls into cycles of a few hundred to ten thousand.)
export function randomNumbers(seed) {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
