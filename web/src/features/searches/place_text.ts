// "Lyon +30 km": a place and how far around it, as the server reads it. Pure.
export const radii = [5, 10, 20, 30, 50, 100] as const;
const written = /^(.*?)\s*\+\s*(\d{1,3})\s*km$/i;

export const withoutRadius = (text: string) => written.exec(text)?.[1] ?? text;
export const radiusOf = (text: string): number | undefined => { const km = written.exec(text)?.[2]; return km === undefined ? undefined : Number(km); };
export const withRadius = (text: string, km: number) => (km > 0 ? `${withoutRadius(text)} +${km} km` : withoutRadius(text));
