/* Says the reason for an answer; stores and sends nothing. */
for (const box of document.querySelectorAll(".question")) {
  const find = (what) => [...box.querySelectorAll(what)];
  const [said] = find(".question-said"), [field] = find(".question-number input");
  const radios = find("[type=radio]"), reasons = find(".question-answers li");

  // 0.25, 0,25, 1/4, 1e-3, −2; 1,000 may be meant as a thousand.
  const number = (text) =>
    text.split("/").map((part) => (part ? +part : NaN)).reduce((a, b) => a / b);
  const numbers = (typed) => {
    const text = typed.replace(/\s/g, "").replace(/[−–]/g, "-");
    const grouped = /^-?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/.test(text);
    return [text.replace(",", "."), ...(grouped ? [text.replaceAll(",", "")] : [])]
      .map(number).filter(Number.isFinite);
  };
  const right = reasons.find((one) => one.className == "right");
  // a wrong answer that is told apart may be rounded as the right one may
  const is = (one, value) => Math.abs(value - one.dataset.value) <=
    +right.dataset.within + 1e-9 * Math.abs(value);
  const reason = () => {
    if (!field) return reasons[radios.findIndex((one) => one.checked)] ?? "Choose an answer.";
    const values = numbers(field.value);
    if (!values.length) return "Type a number, such as 0.25 or 1/4.";
    for (const one of [right, ...reasons])
      if (values.some((value) => is(one, value))) return one;
    return reasons.find((one) => !one.dataset.value);
  };
  const say = (what, mark) => {
    said.className = `question-said ${mark}`;
    said.replaceChildren(...what);
  };
  const check = () => {
    const found = reason();
    if (typeof found == "string") say([found], "");
    else say([...found.querySelector("div").cloneNode(true).childNodes],
      found == right ? "question-right" : "question-wrong");
  };
  find("button")[0].onclick = check;
  box.oninput = () => say([], "");
  box.onkeydown = (event) => {
    if (event.key == "Enter" && event.target.matches("input")) event.preventDefault(), check();
  };
}
