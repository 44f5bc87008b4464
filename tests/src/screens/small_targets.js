// Faults of the page as it stands: it can be moved sideways, or something to press is smaller than 44 × 44 CSS pixels.
// A link within a sentence may be as small as its words; a box to tick counts with its label.
(() => {
  const faults = [];
  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth) faults.push(`it is ${page.scrollWidth} wide and can be moved sideways`);
  const pressed = 'a[href], button, input, select, textarea, summary, [role=button], [role=tab], [role=switch], [role=menuitem], [tabindex="0"]';
  const inSentence = (element) =>
    element.matches('a') && getComputedStyle(element).display === 'inline' && element.parentElement.textContent.trim() !== element.textContent.trim();
  for (const element of document.querySelectorAll(pressed)) {
    const style = getComputedStyle(element);
    if (style.visibility === 'hidden' || !element.getClientRects().length || element.closest('.visually-hidden') || inSentence(element)) continue;
    const target = element.matches('input[type=checkbox], input[type=radio]') && element.labels?.length ? element.labels[0] : element;
    const { width, height, bottom } = target.getBoundingClientRect();
    // A link that waits above the page until somebody tabs to it.
    if (bottom <= 0 && style.position !== 'static') continue;
    if (width < 43.99 || height < 43.99) {
      const name = element.getAttribute('aria-label') || element.textContent.trim() || element.id;
      faults.push(`${element.tagName.toLowerCase()}.${element.className} “${name.slice(0, 40)}” is ${Math.round(width)} × ${Math.round(height)}`);
    }
  }
  return faults;
})()
