// Moves each explorer; fetches nothing.
{
  const still = matchMedia("(prefers-reduced-motion)");
  const digit = (c) => c.charCodeAt() - (c > "\\" ? 36 : 35);
  const number = ([a, b]) => (digit(a) * 91 + digit(b) - 4140) / 10;
  // The steps of d="M1 2|…", packed as in draw/paths.py.
  const line = (_, start, code) => ` d="${start}l${code.match(/../g).map(number).join(" ")}"`;

  const explorer = (figure) => {
    const find = (what) => figure.querySelector(what);
    const output = find("output"), button = find("button"), picture = find("img");
    const inputs = [...figure.querySelectorAll("input")];
    const time = inputs.find((input) => input.name == button?.dataset.play);
    const place = () => inputs.reduce((n, { max, value }) => n * (+max + 1) + +value, 0);
    let packed, timer, ran, shown = place();
    if (picture) picture.outerHTML = decodeURIComponent(picture.src.slice(19));
    const svg = find("svg");

    // A frame: text, or what differs from another, [of, keep, skip, insert, …].
    const frame = (n) => {
      if (typeof packed[n] == "string") return packed[n];
      const [of, ...steps] = packed[n], from = frame(of);
      let text = "", at = 0;
      for (let i = 0; i < steps.length; at += steps[i + 1], i += 3)
        text += from.slice(at, (at += steps[i])) + steps[i + 2];
      return packed[n] = text + from.slice(at);
    };

    const show = () => {
      if (shown == place()) return;
      packed ??= JSON.parse(find("script").textContent);
      const text = frame(shown = place()), end = text.indexOf("\n");
      svg.innerHTML = text.slice(end).replace(/ d="(M[^"|]+)\|([^"]+)"/g, line);
      svg.ariaLabel = output.textContent = text.slice(0, end);
      for (const input of inputs)
        input.ariaValueText = input.nextElementSibling.textContent =
          input.values[input.value].replace(/^-(?=[\d.])/, "−");
    };

    const run = (on) => {
      if (!time) return;
      clearInterval(timer);
      ran = true;
      timer = on && setInterval(step, button.dataset.interval);
      output.ariaLive = on ? "off" : "polite";
      button.textContent = (on ? "Pause " : still.matches ? "Next " : "Play ") + button.value;
    };
    const step = () => {
      time.value = (+time.value + 1) % (+time.max + 1);
      show();
      if (time.value == time.max || still.matches) run(), save();
    };

    for (const input of inputs) {
      input.values = JSON.parse(input.dataset.values);
      input.key = input.name;
      if (document.getElementsByName(input.name)[1]) input.key = `${figure.id}.${input.name}`;
      input.oninput = () => (input == time && run(), show());
      input.onchange = save;
      input.disabled = false;
    }
    if (time) {
      button.onclick = () => {
        if (timer) return run(), save();
        // untouched: all of it
        if (!ran && !still.matches && time.value > 0) time.value = time.max;
        run(!still.matches), step();
      };
      button.disabled = false;
    }
    find(".explorer-controls").hidden = false;

    return {
      moved: () => inputs.flatMap(({ value, defaultValue, key, values }) =>
        value == defaultValue ? [] : [[key, values[value]]]),
      go: (state, first) => {
        run();
        for (const input of inputs) {
          const at = input.values.indexOf(state.get(input.key));
          input.value = at < 0 ? input.defaultValue : at;
        }
        ran = time?.value != time?.defaultValue;
        if (first && shown != place()) figure.scrollIntoView({ block: "center" });
        show();
      },
    };
  };

  let soon;
  const save = () => {
    clearTimeout(soon);
    soon = setTimeout(() => {
      const hash = `#${new URLSearchParams(all.flatMap((one) => one.moved()))}`;
      if (hash != (location.hash || "#")) history.pushState(0, "", hash);
    }, 200);
  };
  const go = (first) => {
    clearTimeout(soon);
    for (const one of all) one.go(new URLSearchParams(location.hash.slice(1)), first);
  };
  const all = [...document.querySelectorAll(".explorer")].map(explorer);
  onhashchange = () => go();
  go(true);
}
