import type { ReactiveController, ReactiveControllerHost } from "lit";

/** The window of a phone or a narrow tablet: one column, the form in a sheet. */
export const NARROW = "(max-width: 900px)";

/** Whether a media query holds. Its host is drawn anew when that changes. */
export class Media implements ReactiveController {
  private readonly host: ReactiveControllerHost;
  private readonly query: MediaQueryList;

  constructor(host: ReactiveControllerHost, query: string) {
    this.host = host;
    this.query = matchMedia(query);
    host.addController(this);
  }

  get holds(): boolean {
    return this.query.matches;
  }

  hostConnected(): void {
    this.query.addEventListener("change", this.changed);
    this.changed();
  }

  hostDisconnected(): void {
    this.query.removeEventListener("change", this.changed);
  }

  private readonly changed = (): void => {
    this.host.requestUpdate();
  };
}
