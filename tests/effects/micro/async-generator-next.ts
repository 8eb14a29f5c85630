function* asks(): Generator<number, void, () => Promise<Response>> {
  const job = yield 1;
  void job();
}
const questions = asks();
questions.next();
questions.next(() => fetch("https://api.example/answer")); //! http.read https://api.example/answer certainty=any
