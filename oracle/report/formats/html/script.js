// Filters what is listed by words and verdict. The page is whole without it.
(() => {
  'use strict';
  const form = document.getElementById('filter');
  const items = Array.from(document.querySelectorAll('.item'));
  if (!form || items.length === 0) return;
  const words = form.querySelector('input');
  const verdict = form.querySelector('select');
  const told = form.querySelector('output');
  const texts = new Map();
  const textOf = (item) => {
    if (!texts.has(item)) {
      const figures = item.querySelector('.figures');
      const whole = item.textContent;
      const text = figures ? whole.replace(figures.textContent, ' ') : whole;
      texts.set(item, text.toLowerCase());
    }
    return texts.get(item);
  };
  const apply = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const isFiltered = wanted.length !== 0 || verdict.value !== '';
    let shown = 0;
    for (const item of items) {
      const fits = (verdict.value === '' || item.dataset.v === verdict.value) &&
        wanted.every((word) => textOf(item).includes(word));
      item.hidden = !fits;
      if (fits) shown += 1;
    }
    for (const part of document.querySelectorAll('.rows, .kind')) {
      const isEmpty = !part.querySelector('.item:not([hidden])');
      part.hidden = isFiltered && isEmpty;
      if (part.matches('.rows') && wanted.length !== 0 && !isEmpty) part.open = true;
    }
    told.textContent = isFiltered ? shown + ' of ' + items.length + ' shown' : '';
  };
  let timer = 0;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(apply, 120);
  };
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', soon);
  window.addEventListener('beforeprint', () => {
    for (const figures of document.querySelectorAll('.figures')) figures.open = true;
  });
  form.hidden = false;
})();
