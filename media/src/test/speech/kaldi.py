"""Writes a model as libvosk 0.3.45 reads it: Kaldi's text forms, and a graph by OpenFst."""

import os
import subprocess

import numpy as np

WORD_COST = 6.0  # of starting a word, against inventing words in noise
SILENCE_COST = 0.5


def write(folder, words, states, every, bands, offsets, layers, priors):
    """Phone 1 is silence; each word has `states` phones of its own, of one state each."""
    for part in ("am", "conf", "graph/phones"):
        os.makedirs(f"{folder}/{part}", exist_ok=True)
    phones = 1 + len(words) * states
    _save(f"{folder}/am/final.mdl", _transitions(phones), _network(layers, bands, offsets, priors))
    _save(f"{folder}/conf/model.conf", MODEL_CONF.format(every=every))
    _save(f"{folder}/conf/fbank.conf", FBANK_CONF.format(bands=bands))
    _save(f"{folder}/graph/words.txt", _symbols(words))
    _save(f"{folder}/graph/phones/word_boundary.int", _boundaries(words, states))
    subprocess.run(
        ["fstcompile", "-", f"{folder}/graph/HCLG.fst"],
        input=_graph(words, states).encode(),
        check=True,
    )


MODEL_CONF = """\
--min-active=200
--max-active=3000
--beam=14.0
--lattice-beam=5.0
--acoustic-scale=0.8
--frame-subsampling-factor={every}
--endpoint.silence-phones=1
--endpoint.rule2.min-trailing-silence=0.5
--endpoint.rule3.min-trailing-silence=0.75
--endpoint.rule4.min-trailing-silence=1.0
"""

FBANK_CONF = """\
--sample-frequency=8000
--num-mel-bins={bands}
--low-freq=20
--high-freq=3800
--dither=0
"""


def _transitions(phones):
    """One state a phone: transition 2p-1 stays in phone p, 2p leaves it, each half the time."""
    names = " ".join(str(phone) for phone in range(1, phones + 1))
    triples = "".join(f"{phone} 0 {phone - 1} \n" for phone in range(1, phones + 1))
    return (
        f"<TransitionModel> \n<Topology> \n<TopologyEntry> \n<ForPhones> \n{names} \n</ForPhones> \n"
        "<State> 0 <PdfClass> 0 <Transition> 0 0.5 <Transition> 1 0.5 </State> \n<State> 1 </State> \n"
        f"</TopologyEntry> \n</Topology> \n<Triples> {phones} \n{triples}</Triples> \n"
        f"<LogProbs> \n{_vector([0] + [np.log(0.5)] * (2 * phones))}</LogProbs> \n</TransitionModel> \n"
    )


def _network(layers, bands, offsets, priors):
    (w1, b1), (w2, b2) = layers
    seen = ", ".join(f"Offset(input, {o})" if o else "input" for o in offsets)
    return (
        f"<Nnet3> \ninput-node name=input dim={bands}\n"
        f"component-node name=affine1 component=affine1 input=Append({seen})\n"
        "component-node name=relu component=relu input=affine1\n"
        "component-node name=affine2 component=affine2 input=relu\n"
        "component-node name=logsoftmax component=logsoftmax input=affine2\n"
        "output-node name=output input=logsoftmax objective=linear\n\n<NumComponents> 4 \n"
        + _affine("affine1", w1, b1)
        + _plain("relu", "RectifiedLinearComponent", len(b1))
        + _affine("affine2", w2, b2)
        + _plain("logsoftmax", "LogSoftmaxComponent", len(b2))
        + f"</Nnet3> \n<LeftContext> {-min(offsets)} <RightContext> {max(offsets)} "
        + f"<Priors> {_vector(priors)}"
    )


def _affine(name, weights, bias):
    rows = "\n".join("  " + _numbers(row) for row in weights.T)
    return (
        f"<ComponentName> {name} <FixedAffineComponent> <LinearParams>  [\n{rows} ]\n"
        f"<BiasParams> {_vector(bias)}</FixedAffineComponent> \n"
    )


def _plain(name, kind, size):
    return (
        f"<ComponentName> {name} <{kind}> <Dim> {size} <ValueAvg>  [ ]\n<DerivAvg>  [ ]\n"
        "<Count> 0 <OderivRms>  [ ]\n<OderivCount> 0 <NumDimsSelfRepaired> 0 "
        f"<NumDimsProcessed> 0 </{kind}> \n"
    )


def _symbols(words):
    return "".join(f"{word} {id}\n" for id, word in enumerate(["<eps>", "<unk>"] + words + ["#0"]))


def _boundaries(words, states):
    """Which phone begins a word and which ends one: from this come the words' times."""
    word = ["begin"] + ["internal"] * (states - 2) + ["end"]
    kinds = ["nonword"] + word * len(words)
    return "".join(f"{phone} {kind}\n" for phone, kind in enumerate(kinds, 1))


def _graph(words, states):
    """Any word after any other, silence between or not.

    A phone is left first and stayed in after ('reordered'): so the word aligner expects it.
    """
    arcs, nodes = [], iter(range(1, 1_000_000))

    def phone(source, phone, word=0, cost=0.0):
        node = next(nodes)
        arcs.append(f"{source} {node} {2 * phone} {word} {cost}")
        arcs.append(f"{node} {node} {2 * phone - 1} 0 0")
        return node

    ends = [phone(0, 1, cost=SILENCE_COST)]
    for index in range(len(words)):
        first = 2 + index * states
        node = phone(0, first, word=2 + index, cost=WORD_COST)
        for later in range(first + 1, first + states):
            node = phone(node, later)
        ends.append(node)
    arcs += [f"{node} 0 0 0 0" for node in ends]
    return "\n".join(arcs + ["0 0"]) + "\n"


def _vector(values):
    return f" [ {_numbers(values)} ]\n"


def _numbers(values):
    return " ".join("%.4g" % value for value in values)


def _save(path, *parts):
    with open(path, "w") as file:
        file.writelines(parts)
