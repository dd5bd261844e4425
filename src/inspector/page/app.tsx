import { Boundary } from './shell/boundary.tsx';
import { CaptionBar } from './shell/captionBar.tsx';
import { Dialogs } from './shell/dialogs.tsx';
import { DropZone } from './shell/dropZone.tsx';
import { FileInput } from './shell/fileInput.tsx';
import { Header } from './shell/header.tsx';
import { Messages } from './shell/messages.tsx';
import { StartScreen } from './shell/startScreen.tsx';
import { Story } from './shell/story.tsx';
import { TransportBar } from './shell/transportBar.tsx';
import { hasBegun, storyNumber } from './sources/stories.ts';

/** The whole page. */
export function App() {
  return (
    <div class="shell">
      <Header />
      <Messages />
      {hasBegun.value ? (
        <Boundary title="The story" key={storyNumber.value}>
          <TransportBar />
          <CaptionBar />
          <Story />
        </Boundary>
      ) : (
        <StartScreen />
      )}
      <Dialogs />
      <DropZone />
      <FileInput />
    </div>
  );
}
