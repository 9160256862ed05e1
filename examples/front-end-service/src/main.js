import { amount, total } from './basket.js';

const lines = [
  { name: 'Rope, 1 m', pieces: 20, price: 100 },
  { name: 'Anchor', pieces: 1, price: 4900 },
];

document.querySelector('#basket').textContent = `${lines.length} articles, ${amount(total(lines))}`;
