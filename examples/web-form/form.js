// A page of one's own over the HTTP API: choose a photo, click a handle, click its target, press Edit.

const [form, server, photo, edit, says, picture] = ['form', 'server', 'photo', 'edit', 'says', 'picture'].map((id) =>
  document.getElementById(id),
);

/** The picture shown, as the server knows it. */
let image;
/** What was clicked so far: handle, target, handle, target … */
let clicks = [];

/** Asks the server, and gives its answer as JSON; an error is the sentence that the server sends with it. */
async function ask(path, body, type) {
  const reply = await fetch(new URL(path, server.value), { method: 'POST', body, headers: { 'Content-Type': type } });
  const answer = await reply.json();
  if (!reply.ok) throw new Error(answer.detail);
  return answer;
}

function show(id, text) {
  image = id;
  clicks = [];
  picture.src = new URL(`/v1/images/${id}`, server.value);
  picture.hidden = false;
  edit.disabled = true;
  says.textContent = text;
}

photo.addEventListener('change', async () => {
  try {
    const [file] = photo.files;
    const { id } = await ask('/v1/images', file, file.type);
    show(id, 'Click what shall move, then where it shall go.');
  } catch (error) {
    says.textContent = error.message;
  }
});

picture.addEventListener('click', ({ offsetX, offsetY }) => {
  const scale = picture.naturalWidth / picture.clientWidth;
  clicks.push([offsetX * scale, offsetY * scale]);
  edit.disabled = clicks.length % 2 === 1;
  says.textContent = edit.disabled ? 'Click where it shall go.' : 'Press Edit, or click another handle.';
});

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  edit.disabled = true;
  says.textContent = 'Editing …';
  const points = [];
  for (let i = 0; i < clicks.length; i += 2) points.push({ handle: clicks[i], target: clicks[i + 1] });
  try {
    const { result } = await ask('/v1/edits', JSON.stringify({ image, points }), 'application/json');
    show(result.candidates[0].image, 'Done. The next edit starts from this result.');
  } catch (error) {
    says.textContent = error.message;
    edit.disabled = false;
  }
});
