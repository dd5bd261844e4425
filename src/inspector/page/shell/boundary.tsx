import type { ComponentChildren } from 'preact';
import { Component } from 'preact';
import { Button } from '../widgets/button.tsx';

interface BoundaryProps {
  /** What it holds, for the message. */
  readonly title: string;
  readonly children: ComponentChildren;
}

interface BoundaryState {
  readonly failure: string | null;
}

/** A view that fails says so in its own box; the others go on. */
export class Boundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { failure: null };

  static override getDerivedStateFromError(error: unknown): BoundaryState {
    return { failure: error instanceof Error ? error.message : String(error) };
  }

  override componentDidCatch(error: unknown): void {
    console.error(error);
  }

  render() {
    const { failure } = this.state;
    if (failure === null) return this.props.children;
    return (
      <div class="shell-failure" role="alert">
        <p>
          <strong>{this.props.title} cannot be shown here.</strong> The other views go on.
        </p>
        <p class="shell-failureWhy">{failure}</p>
        <Button onClick={() => this.setState({ failure: null })}>Try again</Button>
      </div>
    );
  }
}
