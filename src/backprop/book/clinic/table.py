"""The patients, each with its source as it was read."""

from backprop.book.clinic import penalties, sums, way_back
from backprop.book.clinic.patient import Patient, Source
from backprop.network import Network

__all__ = ["PATIENTS"]

TUTORIAL = Source(
    "numpy2020mnist",
    "numpy/numpy-tutorials",
    "content/tutorial-deep-learning-on-mnist.md",
    "4e0b558683d5d09568a4f194fac72fcd4df62c1f",
    "2026-02-12",
)
SQUARES = Network((3, 4, 2), loss="half_squared_error", reduction="sum")
LINEAR = Network((3, 4, 2), "relu", "identity", "half_squared_error", "sum")

_ROWS = (
    Patient(
        "mask-of-activation",
        TUTORIAL,
        LINEAR,
        way_back.mask_of_activation,
        (("relu-mask-of-activation", 2),),
    ),
    Patient(
        "undoubled-dropout",
        TUTORIAL,
        LINEAR,
        sums.undoubled,
        (),
        other_cost=sums.dropout_cost,
    ),
    Patient(
        "delta-for-theta",
        Source(
            "trekhleb2018homemade",
            "trekhleb/homemade-machine-learning",
            "homemade/neural_network/multilayer_perceptron.py",
            "3cc6f52fd7577f03b0c2bb98eedd647cda8e23e1",
            "2019-01-10",
        ),
        Network((3, 4, 2)),
        penalties.delta_for_theta,
        (("regularisation-of-delta", None),),
        lam=1.0,
    ),
    Patient(
        "ones-for-zeros",
        Source(
            "warmenhoven2016coursera",
            "JWarmenhoven/Coursera-Machine-Learning",
            "notebooks/Programming Exercise 4 - Neural Networks Learning.ipynb",
            "b282c1ac94c8cdf654c0df77ab4b4d17a0fa018a",
            "2016-02-27",
        ),
        Network((3, 4, 2)),
        penalties.ones_for_zeros,
        (("ones-in-bias-column", None),),
        lam=1.0,
    ),
    Patient(
        "two-planted",
        Source(
            "deeplearningai2017checking",
            "Kulbear/deep-learning-coursera",
            "Improving Deep Neural Networks Hyperparameter tuning, "
            "Regularization and Optimization/Gradient Checking.ipynb",
            "f4784a5c6266f619c5a329eb74394d9ca7222c82",
            "2017-08-13",
        ),
        Network((4, 5, 3, 1), "relu"),
        sums.two_planted,
        (("weights-factor-2", 2), ("bias-factor-4", 1)),
    ),
    Patient(
        "updated-weights",
        Source(
            "mazur2015step",
            "mattm/simple-neural-network",
            "neural-network.py",
            "8e7a7de04aaea5f1afd2ff432e2bc3bde4d1370f",
            "2015-03-14",
        ),
        Network((2, 2, 2), loss="half_squared_error", reduction="sum"),
        way_back.updated_weights,
        (("stale-weights", 2),),
    ),
    Patient(
        "error-for-delta",
        Source(
            "rashid2016make",
            "makeyourownneuralnetwork/makeyourownneuralnetwork",
            "part2_neural_network.ipynb",
            "6700fd00fe3bc66a50c961d83e771788c2febab0",
            "2024-01-24",
        ),
        SQUARES,
        way_back.error_for_delta,
        (("error-for-delta", 2),),
    ),
    Patient(
        "updated-and-error",
        Source(
            "shiffman2018toy",
            "CodingTrain/Toy-Neural-Network-JS",
            "lib/nn.js",
            "8a96a388474dc24bcb9e5b5ec402a74d60912fcd",
            "2018-06-05",
        ),
        SQUARES,
        way_back.updated_and_error,
        (("error-for-delta", 2), ("stale-weights", 2)),
    ),
    Patient(
        "squared-as-entropy",
        Source(
            "botacademy2021scratch",
            "Bot-Academy/NeuralNetworkFromScratch",
            "nn.py",
            "9c1b4791ec934176c073ee99511e9cdf7c90c3d1",
            "2021-01-23",
        ),
        SQUARES,
        way_back.squared_as_entropy,
        (("output-derivative-missing", 3), ("stale-weights", 2)),
    ),
    Patient(
        "one-bias-for-all",
        Source(
            "zhang2020simple",
            "raminjafary/neural-network-educational",
            "simple-mnist-nn-from-scratch-numpy-no-tf-keras.ipynb",
            "d249dfdb35a8c1553f70ba89a905b9a16c2901df",
            "2024-12-13",
        ),
        Network((3, 4, 2), "relu"),
        sums.one_bias_for_all,
        (("bias-gradient-over-units", None),),
    ),
)
PATIENTS: dict[str, Patient] = {patient.id: patient for patient in _ROWS}
