import { Boundary } from './shell/boundary.tsx';
import { Story } from './shell/columns/story.tsx';
import { Header } from './shell/header/header.tsx';
import { Dialogs } from './shell/keyboard/dialogs.tsx';
import { Messages } from './shell/messages.tsx';
import { PlaybackBar } from './shell/playback/bar.tsx';
import { CaptionBar } from './shell/playback/captionBar.tsx';
import { DropZone } from './shell/start/dropZone.tsx';
import { FileInput } from './shell/start/fileInput.tsx';
import { StartScreen } from './shell/start/screen.tsx';
import { hasBegun, storyNumber } from './sources/stories.ts';
import './shell/shell.css';

/** The whole page. */
export function App() {
  return (
    <div class="shell">
      <Header />
      <Messages />
      {hasBegun.value ? (
        <Boundary title="The story" key={storyNumber.value}>
          <PlaybackBar />
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
