// Finds an element by role and accessible name, the way a screen reader announces it, and waits for it
// frame by frame, for a moment.
// Given before it: role, name, wanted (false: wait until it is gone), moment in milliseconds, and done, which gets null when the
// moment has passed.
const selectors = {
  button: 'button, [role=button], summary, [role=tab], [role=switch], [role=menuitem]',
  link: 'a[href]',
  textbox: 'input:not([type]), input[type=text], input[type=search], input[type=password], input[type=number], input[type=tel], input[type=email], textarea, [role=combobox]',
  heading: 'h1, h2, h3, h4',
  checkbox: 'input[type=checkbox], [role=switch]',
  radio: 'input[type=radio], [role=radio]',
  option: 'option, [role=option]',
  listbox: 'select, [role=listbox]',
  group: 'fieldset, [role=group]',
  region: 'section[aria-label], section[aria-labelledby], [role=region]',
  status: '[role=status], [role=alert], [aria-live]',
};
const tidy = (text) => (text || '').replace(/[\u2068\u2069]/g, '').replace(/\s+/g, ' ').trim();
const shown = (element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility !== 'hidden';
const called = (element) => {
  const by = element.getAttribute('aria-labelledby');
  if (by) return tidy(by.split(/\s+/).map((id) => document.getElementById(id)?.textContent).join(' '));
  if (element.hasAttribute('aria-label')) return tidy(element.getAttribute('aria-label'));
  if (element.labels?.length) return tidy([...element.labels].map((label) => label.textContent).join(' '));
  if (element.matches('fieldset')) return tidy(element.querySelector('legend')?.textContent);
  return tidy(element.textContent);
};
const look = () => {
  if (role === 'text') {
    const fields = [...document.querySelectorAll('input, textarea')].filter((field) => shown(field) && tidy(field.value).includes(name));
    if (fields.length) return fields[0];
    return tidy(document.body.innerText).includes(name) ? document.body : null;
  }
  const candidates = [...document.querySelectorAll(selectors[role] ?? role)].filter(shown);
  return candidates.find((element) => called(element) === name) ?? candidates.find((element) => called(element).startsWith(name)) ?? null;
};
const until = performance.now() + moment;
const wait = () => {
  const found = look();
  if (wanted && found) {
    // In the middle, where nothing that lies over the page covers it.
    if (role !== 'text') found.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    return done(found);
  }
  if (!wanted && !found) return done(true);
  if (performance.now() > until) return done(null);
  setTimeout(wait, 16);
};
wait();
