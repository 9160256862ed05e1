/** Sum of a basket in cents; from three pieces of an article on, one in ten is free. */
export function total(lines) {
  return lines.reduce((sum, { pieces, price }) => sum + charged(pieces) * price, 0);
}

function charged(pieces) {
  if (pieces < 3) return pieces;
  return pieces - Math.floor(pieces / 10);
}

/** `12.30` */
export function amount(cents) {
  return (cents / 100).toFixed(2);
}
