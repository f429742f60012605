/**
 * Starts a report: its script is deflated. The Content-Security-Policy knows it by its hash, as it knows this one.
 */
import { kept, refuse } from './report/kept.js';

async function load() {
  const script = document.createElement('script');
  script.textContent = new TextDecoder().decode(await kept('script'));
  document.body.append(script);
}

load().catch(refuse);
