// A part of the page that few need at once is loaded when it is first shown, so that the first load stays small.
import { Alert, Button, Stack } from "@mantine/core";
import { lazy, Suspense, type ComponentType } from "react";
import type { Say } from "./words.ts";

/** Where it cannot be loaded (no connection, or a newer version lies on the server) it says so, and the page can be loaded anew. */
export function loadedLater<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P & { say: Say }> {
  const Part = lazy<ComponentType<P & { say: Say }>>(() => load().then((part) => ({ default: part as ComponentType<P & { say: Say }> }), () => ({ default: NotLoaded })));
  return function Later(props) {
    return (
      <Suspense fallback={<p role="status" className="sf-wait"><span className="hidden">{props.say("link_connecting")}</span></p>}>
        <Part {...props} />
      </Suspense>
    );
  };
}

/** A part that has a plain form: it stands there until the other one has come, and where it does not come. */
export function laterOr<P extends object>(load: () => Promise<ComponentType<P>>, Plain: ComponentType<P>): ComponentType<P> {
  const Part = lazy<ComponentType<P>>(() => load().then((part) => ({ default: part }), () => ({ default: Plain })));
  return function Later(props) {
    return <Suspense fallback={<Plain {...props} />}><Part {...props} /></Suspense>;
  };
}

function NotLoaded({ say }: { say: Say }) {
  return (
    <Stack gap="sm">
      <Alert color="red" variant="light" role="alert">{say("trouble")}</Alert>
      <Button variant="default" onClick={() => location.reload()}>{say("sf_reload")}</Button>
    </Stack>
  );
}
