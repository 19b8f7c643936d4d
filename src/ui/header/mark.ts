import { svg } from "lit";

/** The lab's mark: chains on their way to a corner of the simplex. */
export const mark = svg`<path d="M12 2.5 22 20.5H2Z" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"></path>
  <g fill="var(--sim)"><circle cx="12" cy="14" r="1.5"></circle><circle cx="15.6" cy="16" r="1.3"></circle><circle cx="18.4" cy="18" r="1.6"></circle></g>`;
