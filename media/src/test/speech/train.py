"""Makes a model that the tests decode with: python3 train.py LANGUAGE FOLDER. See README.md."""

import sys

import numpy as np

import kaldi
from features import BANDS, OFFSETS, log_mel, with_context
from voices import LANGUAGES, utterances

STATES = 5  # of a word, passed from left to right, each for at least one decoder frame
EVERY = 3  # the decoder looks at every third frame: libvosk takes its frames to be 30 ms
SILENCE = 0
HIDDEN = 128
ALIGNMENTS, EPOCHS, BATCH = 5, 3, 512
FASTEST, SLOWEST = 2e-3, 2e-4  # learning rates of the first and the last epoch

rng = np.random.default_rng(7)


def main(language, folder):
    words = LANGUAGES[language].words
    classes = 1 + len(words) * STATES
    said = list(utterances(LANGUAGES[language], rng))
    features = [log_mel(samples) for _, samples in said]
    paths = [path_of(string, words) for string, _ in said]
    labels = [spread(path, frames) for path, frames in zip(paths, features)]
    print(len(said), "utterances,", sum(map(len, features)), "frames", flush=True)

    inputs = np.concatenate([with_context(frames) for frames in features]).astype(np.float32)
    mean, deviation = inputs.mean(0), inputs.std(0) + 1e-3
    inputs = (inputs - mean) / deviation
    network = Network(inputs.shape[1], classes)
    ends = np.cumsum([len(frames) for frames in features])

    for alignment in range(ALIGNMENTS):
        truth = np.concatenate(labels)
        for epoch in range(EPOCHS):
            done = (alignment * EPOCHS + epoch) / (ALIGNMENTS * EPOCHS - 1)
            network.learn(inputs, truth, FASTEST * (SLOWEST / FASTEST) ** done)
        posteriors = network.log_posteriors(inputs)
        right = (posteriors.argmax(1) == truth).mean()
        priors = np.maximum(np.bincount(truth, minlength=classes) / len(truth), 1e-5)
        print("alignment %d: %.1f %% of the frames right" % (alignment + 1, 100 * right), flush=True)
        likelihoods = np.split(posteriors - np.log(priors), ends[:-1])
        labels = [realign(path, scores) for path, scores in zip(paths, likelihoods)]

    # Kaldi is given plain features: what was taken off and divided by goes into the first layer.
    first = network.w1 / deviation[:, None]
    kaldi.write(
        folder,
        words=words,
        states=STATES,
        every=EVERY,
        bands=BANDS,
        offsets=OFFSETS,
        layers=[(first, network.b1 - mean @ first), (network.w2, network.b2)],
        priors=priors,
    )


def path_of(string, words):
    """The classes that a string of words passes through, silence at both ends and between."""
    path = [SILENCE]
    for word in string:
        start = 1 + words.index(word) * STATES
        path += list(range(start, start + STATES)) + [SILENCE]
    return np.array(path)


def spread(path, frames):
    """A first guess: the path's states spread evenly over what is loud."""
    loudness = frames.max(1)
    quiet = np.percentile(loudness, 10)
    loud = np.where(loudness > quiet + 0.35 * (loudness.max() - quiet))[0]
    first, last = loud[0], loud[-1] + 1
    states = path[path != SILENCE]
    labels = np.full(len(frames), SILENCE)
    labels[first:last] = states[np.arange(last - first) * len(states) // (last - first)]
    return labels


def realign(path, scores):
    """The likeliest way along the path, found apart for each of the decoder's three clocks."""
    labels = np.empty(len(scores), int)
    for clock in range(EVERY):
        labels[clock::EVERY] = path[viterbi(path, scores[clock::EVERY])]
    return labels


def viterbi(path, scores):
    """Steps: stay, go on, or go past the silence between two words."""
    steps = len(scores)
    skippable = np.zeros(len(path), bool)
    skippable[2:] = path[1:-1] == SILENCE
    best = np.full(len(path), -np.inf)
    best[0] = scores[0, SILENCE]
    came_from = np.zeros((steps, len(path)), int)
    for step in range(1, steps):
        on = np.concatenate([[-np.inf], best[:-1]])
        past = np.where(skippable, np.concatenate([[-np.inf] * 2, best[:-2]]), -np.inf)
        ways = np.stack([best, on, past])
        came_from[step] = ways.argmax(0)
        best = ways.max(0) + scores[step, path]
    at = len(path) - 1
    way = np.empty(steps, int)
    for step in range(steps - 1, -1, -1):
        way[step] = at
        at -= came_from[step, at]
    return way


class Network:
    """One hidden layer of rectifiers, learning by Adam."""

    def __init__(self, inputs, classes):
        self.w1 = rng.normal(0, np.sqrt(2 / inputs), (inputs, HIDDEN)).astype(np.float32)
        self.b1 = np.zeros(HIDDEN, np.float32)
        self.w2 = rng.normal(0, np.sqrt(1 / HIDDEN), (HIDDEN, classes)).astype(np.float32)
        self.b2 = np.zeros(classes, np.float32)
        self.moments = [(np.zeros_like(p), np.zeros_like(p)) for p in self._parameters()]
        self.updates = 0

    def log_posteriors(self, inputs):
        scores = np.maximum(0, inputs @ self.w1 + self.b1) @ self.w2 + self.b2
        scores -= scores.max(1, keepdims=True)
        return scores - np.log(np.exp(scores).sum(1, keepdims=True))

    def learn(self, inputs, truth, rate):
        """One pass over everything, in a new order."""
        order = rng.permutation(len(inputs))
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            self._step(inputs[chosen], truth[chosen], rate)

    def _step(self, inputs, truth, rate):
        hidden = np.maximum(0, inputs @ self.w1 + self.b1)
        error = np.exp(self.log_posteriors(inputs))
        error[np.arange(len(truth)), truth] -= 1
        error /= len(truth)
        back = (error @ self.w2.T) * (hidden > 0)
        gradients = [inputs.T @ back, back.sum(0), hidden.T @ error, error.sum(0)]
        self.updates += 1
        for parameter, gradient, (first, second) in zip(
            self._parameters(), gradients, self.moments
        ):
            first += 0.1 * (gradient - first)
            second += 0.001 * (gradient**2 - second)
            unbiased = second / (1 - 0.999**self.updates)
            parameter -= rate * first / (1 - 0.9**self.updates) / (np.sqrt(unbiased) + 1e-8)

    def _parameters(self):
        return [self.w1, self.b1, self.w2, self.b2]


if __name__ == "__main__":
    main(*sys.argv[1:])
