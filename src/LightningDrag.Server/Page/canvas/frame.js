/** A function that runs `draw` in the next frame, once, however often it is called. @param {() => void} draw */
export function eachFrame(draw) {
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() => {
      isWaiting = false;
      draw();
    });
  };
}
