/**
 * What we use of the elements in the page. The page's own types stay out of this project: with them, the editor's
 * code could use a `document` that is not there when it runs.
 */
export interface PageElement {
  readonly textContent: string | null;
  readonly innerText: string;
  readonly className: string;
  readonly style: { readonly color: string };
  checkVisibility(): boolean;
  getAttribute(name: string): string | null;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}
