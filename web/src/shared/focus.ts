// What an action takes away with it (a button of a state that is over, a card that is in another column now) leaves the focus on nothing: it goes
// to what stands in its place.
export const refocus = (find: () => HTMLElement | null | undefined) => requestAnimationFrame(() => { if (!document.activeElement || document.activeElement === document.body) find()?.focus(); });
