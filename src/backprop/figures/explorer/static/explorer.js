// Moves each explorer; fetches nothing.
{
  const $ = (what, of) => [...of.querySelectorAll(what)];
  const still = matchMedia("(prefers-reduced-motion)");
  const digit = (c) => c.charCodeAt() - (c > "\\" ? 36 : 35);
  const number = ([a, b]) => (digit(a) * 91 + digit(b) - 4140) / 10;
  const line = (_, start, code) => ` d="${start}l${code.match(/../g).map(number).join(" ")}"`;

  const explorer = (figure) => {
    const find = (what) => figure.querySelector(what);
    const output = find("output"), play = find("button"), picture = find("img");
    const inputs = $("[type=range]", figure);
    const time = inputs.find((it) => it.name == play?.dataset.play);
    const place = () => inputs.reduce((n, { max, value }) => n * (+max + 1) + +value, 0);
    let packed, timer, ran, shown = place();
    if (picture) picture.outerHTML = decodeURIComponent(picture.src.slice(19));
    const svg = find("svg");

    // Text, or [of, keep, skip, insert, …].
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
      for (const it of inputs)
        it.ariaValueText = it.nextElementSibling.textContent =
          it.values[it.value].replace(/^-(?=[\d.])/, "−"),
        it.choices.forEach((one, i) => one.checked = i == it.value);
    };

    const run = (on) => {
      if (!time) return;
      clearInterval(timer);
      ran = true;
      timer = on && setInterval(step, play.dataset.interval);
      output.ariaLive = on ? "off" : "polite";
      play.textContent = (on ? "Pause " : still.matches ? "Next " : "Play ") + play.value;
    };
    const step = () => {
      time.value = (+time.value + 1) % (+time.max + 1);
      show();
      if (time.value == time.max || still.matches) run(), save();
    };

    for (const it of inputs) {
      it.values = JSON.parse(it.dataset.values);
      it.key = ($(`[name=${it.name}]`, document)[1] ? `${figure.id}.` : "") + it.name;
      it.oninput = () => (it == time && run(), show());
      it.onchange = save;
      it.choices = $("[type=radio]", it.parentElement);
      it.choices.forEach((one, i) => one.onchange = () => (it.value = i, show(), save()));
    }
    if (time) play.onclick = () => {
      if (timer) return run(), save();
      if (!ran && !still.matches && time.value > 0) time.value = time.max;
      run(!still.matches), step();
    };
    for (const one of $("[disabled]", figure)) one.disabled = false;
    find(".explorer-controls").hidden = false;

    return {
      moved: () => inputs.flatMap(({ value, defaultValue, key, values }) =>
        value == defaultValue ? [] : [[key, values[value]]]),
      go: (state, first) => {
        run();
        for (const it of inputs) {
          const at = it.values.indexOf(state.get(it.key));
          it.value = at < 0 ? it.defaultValue : at;
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
  const all = $(".explorer", document).map(explorer);
  onhashchange = () => go();
  go(true);
}
