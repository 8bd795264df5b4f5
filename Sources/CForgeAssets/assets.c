// Written by Scripts/assets: the templates and kernels that protoforge carries.
#include "CForgeAssets.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char asset_0[] = {
#embed "../../Templates/Compute.swift.mustache" suffix(, 0)
};

static const unsigned char asset_1[] = {
#embed "../../Templates/Golden.swift.mustache" suffix(, 0)
};

static const unsigned char asset_2[] = {
#embed "../../Templates/Input.swift.mustache" suffix(, 0)
};

static const unsigned char asset_3[] = {
#embed "../../Templates/Model.swift.mustache" suffix(, 0)
};

static const unsigned char asset_4[] = {
#embed "../../Templates/Output.swift.mustache" suffix(, 0)
};

static const unsigned char asset_5[] = {
#embed "../../Templates/Package.swift.mustache" suffix(, 0)
};

static const unsigned char asset_6[] = {
#embed "../../Templates/Predictions.swift.mustache" suffix(, 0)
};

static const unsigned char asset_7[] = {
#embed "../../Templates/Processor.swift.mustache" suffix(, 0)
};

static const unsigned char asset_8[] = {
#embed "../../Templates/README.md.mustache" suffix(, 0)
};

static const unsigned char asset_9[] = {
#embed "../../Templates/Session.swift.mustache" suffix(, 0)
};

static const unsigned char asset_10[] = {
#embed "../../Templates/Tests.swift.mustache" suffix(, 0)
};

static const unsigned char asset_11[] = {
#embed "../../Templates/Weights.swift.mustache" suffix(, 0)
};

static const unsigned char asset_12[] = {
#embed "../../Templates/weights.c.mustache" suffix(, 0)
};

static const unsigned char asset_13[] = {
#embed "../../Templates/weights.h.mustache" suffix(, 0)
};

static const unsigned char asset_14[] = {
#embed "../../Sources/ForgeKernels/AbsoluteValue.swift" suffix(, 0)
};

static const unsigned char asset_15[] = {
#embed "../../Sources/ForgeKernels/Accumulate.swift" suffix(, 0)
};

static const unsigned char asset_16[] = {
#embed "../../Sources/ForgeKernels/Acos.swift" suffix(, 0)
};

static const unsigned char asset_17[] = {
#embed "../../Sources/ForgeKernels/Acosh.swift" suffix(, 0)
};

static const unsigned char asset_18[] = {
#embed "../../Sources/ForgeKernels/Add.swift" suffix(, 0)
};

static const unsigned char asset_19[] = {
#embed "../../Sources/ForgeKernels/AnyLane.swift" suffix(, 0)
};

static const unsigned char asset_20[] = {
#embed "../../Sources/ForgeKernels/Arctangent.swift" suffix(, 0)
};

static const unsigned char asset_21[] = {
#embed "../../Sources/ForgeKernels/Asin.swift" suffix(, 0)
};

static const unsigned char asset_22[] = {
#embed "../../Sources/ForgeKernels/Asinh.swift" suffix(, 0)
};

static const unsigned char asset_23[] = {
#embed "../../Sources/ForgeKernels/Atan.swift" suffix(, 0)
};

static const unsigned char asset_24[] = {
#embed "../../Sources/ForgeKernels/Atan2.swift" suffix(, 0)
};

static const unsigned char asset_25[] = {
#embed "../../Sources/ForgeKernels/Atanh.swift" suffix(, 0)
};

static const unsigned char asset_26[] = {
#embed "../../Sources/ForgeKernels/Attention.swift" suffix(, 0)
};

static const unsigned char asset_27[] = {
#embed "../../Sources/ForgeKernels/AveragePool.swift" suffix(, 0)
};

static const unsigned char asset_28[] = {
#embed "../../Sources/ForgeKernels/BatchProduct.swift" suffix(, 0)
};

static const unsigned char asset_29[] = {
#embed "../../Sources/ForgeKernels/Blocks.swift" suffix(, 0)
};

static const unsigned char asset_30[] = {
#embed "../../Sources/ForgeKernels/Broadcast.swift" suffix(, 0)
};

static const unsigned char asset_31[] = {
#embed "../../Sources/ForgeKernels/Ceil.swift" suffix(, 0)
};

static const unsigned char asset_32[] = {
#embed "../../Sources/ForgeKernels/Celu.swift" suffix(, 0)
};

static const unsigned char asset_33[] = {
#embed "../../Sources/ForgeKernels/ChannelAffine.swift" suffix(, 0)
};

static const unsigned char asset_34[] = {
#embed "../../Sources/ForgeKernels/Choose.swift" suffix(, 0)
};

static const unsigned char asset_35[] = {
#embed "../../Sources/ForgeKernels/Clip.swift" suffix(, 0)
};

static const unsigned char asset_36[] = {
#embed "../../Sources/ForgeKernels/Combine.swift" suffix(, 0)
};

static const unsigned char asset_37[] = {
#embed "../../Sources/ForgeKernels/ConstantPower.swift" suffix(, 0)
};

static const unsigned char asset_38[] = {
#embed "../../Sources/ForgeKernels/Convolution.swift" suffix(, 0)
};

static const unsigned char asset_39[] = {
#embed "../../Sources/ForgeKernels/CopyIDs.swift" suffix(, 0)
};

static const unsigned char asset_40[] = {
#embed "../../Sources/ForgeKernels/CopyRows.swift" suffix(, 0)
};

static const unsigned char asset_41[] = {
#embed "../../Sources/ForgeKernels/Cos.swift" suffix(, 0)
};

static const unsigned char asset_42[] = {
#embed "../../Sources/ForgeKernels/Cosh.swift" suffix(, 0)
};

static const unsigned char asset_43[] = {
#embed "../../Sources/ForgeKernels/CumulativeSum.swift" suffix(, 0)
};

static const unsigned char asset_44[] = {
#embed "../../Sources/ForgeKernels/DepthwiseColumns.swift" suffix(, 0)
};

static const unsigned char asset_45[] = {
#embed "../../Sources/ForgeKernels/DepthwiseConvolution.swift" suffix(, 0)
};

static const unsigned char asset_46[] = {
#embed "../../Sources/ForgeKernels/DepthwiseWindows.swift" suffix(, 0)
};

static const unsigned char asset_47[] = {
#embed "../../Sources/ForgeKernels/DilatedDepthwise.swift" suffix(, 0)
};

static const unsigned char asset_48[] = {
#embed "../../Sources/ForgeKernels/Divide.swift" suffix(, 0)
};

static const unsigned char asset_49[] = {
#embed "../../Sources/ForgeKernels/DoubleExponential.swift" suffix(, 0)
};

static const unsigned char asset_50[] = {
#embed "../../Sources/ForgeKernels/DoubleLogarithm.swift" suffix(, 0)
};

static const unsigned char asset_51[] = {
#embed "../../Sources/ForgeKernels/DoubleRoot.swift" suffix(, 0)
};

static const unsigned char asset_52[] = {
#embed "../../Sources/ForgeKernels/Doubles.swift" suffix(, 0)
};

static const unsigned char asset_53[] = {
#embed "../../Sources/ForgeKernels/Elu.swift" suffix(, 0)
};

static const unsigned char asset_54[] = {
#embed "../../Sources/ForgeKernels/Embedding.swift" suffix(, 0)
};

static const unsigned char asset_55[] = {
#embed "../../Sources/ForgeKernels/Equal.swift" suffix(, 0)
};

static const unsigned char asset_56[] = {
#embed "../../Sources/ForgeKernels/Erf.swift" suffix(, 0)
};

static const unsigned char asset_57[] = {
#embed "../../Sources/ForgeKernels/Exp.swift" suffix(, 0)
};

static const unsigned char asset_58[] = {
#embed "../../Sources/ForgeKernels/Expand.swift" suffix(, 0)
};

static const unsigned char asset_59[] = {
#embed "../../Sources/ForgeKernels/Expm1.swift" suffix(, 0)
};

static const unsigned char asset_60[] = {
#embed "../../Sources/ForgeKernels/Exponential.swift" suffix(, 0)
};

static const unsigned char asset_61[] = {
#embed "../../Sources/ForgeKernels/ExponentialMinusOne.swift" suffix(, 0)
};

static const unsigned char asset_62[] = {
#embed "../../Sources/ForgeKernels/ExtremeOverAxis.swift" suffix(, 0)
};

static const unsigned char asset_63[] = {
#embed "../../Sources/ForgeKernels/Floor.swift" suffix(, 0)
};

static const unsigned char asset_64[] = {
#embed "../../Sources/ForgeKernels/FoldOverAxis.swift" suffix(, 0)
};

static const unsigned char asset_65[] = {
#embed "../../Sources/ForgeKernels/GRU.swift" suffix(, 0)
};

static const unsigned char asset_66[] = {
#embed "../../Sources/ForgeKernels/GRUOfResetState.swift" suffix(, 0)
};

static const unsigned char asset_67[] = {
#embed "../../Sources/ForgeKernels/Gelu.swift" suffix(, 0)
};

static const unsigned char asset_68[] = {
#embed "../../Sources/ForgeKernels/GeluTanh.swift" suffix(, 0)
};

static const unsigned char asset_69[] = {
#embed "../../Sources/ForgeKernels/GridSample.swift" suffix(, 0)
};

static const unsigned char asset_70[] = {
#embed "../../Sources/ForgeKernels/GroupNormLastAxis.swift" suffix(, 0)
};

static const unsigned char asset_71[] = {
#embed "../../Sources/ForgeKernels/GroupNormPlanes.swift" suffix(, 0)
};

static const unsigned char asset_72[] = {
#embed "../../Sources/ForgeKernels/GroupedConvolution.swift" suffix(, 0)
};

static const unsigned char asset_73[] = {
#embed "../../Sources/ForgeKernels/HalfVector.swift" suffix(, 0)
};

static const unsigned char asset_74[] = {
#embed "../../Sources/ForgeKernels/HardSigmoid.swift" suffix(, 0)
};

static const unsigned char asset_75[] = {
#embed "../../Sources/ForgeKernels/HardSwish.swift" suffix(, 0)
};

static const unsigned char asset_76[] = {
#embed "../../Sources/ForgeKernels/Hardmax.swift" suffix(, 0)
};

static const unsigned char asset_77[] = {
#embed "../../Sources/ForgeKernels/HyperbolicTangent.swift" suffix(, 0)
};

static const unsigned char asset_78[] = {
#embed "../../Sources/ForgeKernels/IsInfinite.swift" suffix(, 0)
};

static const unsigned char asset_79[] = {
#embed "../../Sources/ForgeKernels/IsNaN.swift" suffix(, 0)
};

static const unsigned char asset_80[] = {
#embed "../../Sources/ForgeKernels/Kernel.swift" suffix(, 0)
};

static const unsigned char asset_81[] = {
#embed "../../Sources/ForgeKernels/L1NormOverAxis.swift" suffix(, 0)
};

static const unsigned char asset_82[] = {
#embed "../../Sources/ForgeKernels/L2NormOverAxis.swift" suffix(, 0)
};

static const unsigned char asset_83[] = {
#embed "../../Sources/ForgeKernels/LSTM.swift" suffix(, 0)
};

static const unsigned char asset_84[] = {
#embed "../../Sources/ForgeKernels/LargerOrSmaller.swift" suffix(, 0)
};

static const unsigned char asset_85[] = {
#embed "../../Sources/ForgeKernels/LargestOfColumns.swift" suffix(, 0)
};

static const unsigned char asset_86[] = {
#embed "../../Sources/ForgeKernels/LargestOfRow.swift" suffix(, 0)
};

static const unsigned char asset_87[] = {
#embed "../../Sources/ForgeKernels/LayerNorm.swift" suffix(, 0)
};

static const unsigned char asset_88[] = {
#embed "../../Sources/ForgeKernels/LeakyRelu.swift" suffix(, 0)
};

static const unsigned char asset_89[] = {
#embed "../../Sources/ForgeKernels/LocalResponseNorm.swift" suffix(, 0)
};

static const unsigned char asset_90[] = {
#embed "../../Sources/ForgeKernels/Log.swift" suffix(, 0)
};

static const unsigned char asset_91[] = {
#embed "../../Sources/ForgeKernels/Log1p.swift" suffix(, 0)
};

static const unsigned char asset_92[] = {
#embed "../../Sources/ForgeKernels/LogSoftmax.swift" suffix(, 0)
};

static const unsigned char asset_93[] = {
#embed "../../Sources/ForgeKernels/LogSoftmaxAcross.swift" suffix(, 0)
};

static const unsigned char asset_94[] = {
#embed "../../Sources/ForgeKernels/LogSumExpOverAxis.swift" suffix(, 0)
};

static const unsigned char asset_95[] = {
#embed "../../Sources/ForgeKernels/LogSumOverAxis.swift" suffix(, 0)
};

static const unsigned char asset_96[] = {
#embed "../../Sources/ForgeKernels/Logarithm.swift" suffix(, 0)
};

static const unsigned char asset_97[] = {
#embed "../../Sources/ForgeKernels/LogarithmOnePlus.swift" suffix(, 0)
};

static const unsigned char asset_98[] = {
#embed "../../Sources/ForgeKernels/Logic.swift" suffix(, 0)
};

static const unsigned char asset_99[] = {
#embed "../../Sources/ForgeKernels/LogicalNot.swift" suffix(, 0)
};

static const unsigned char asset_100[] = {
#embed "../../Sources/ForgeKernels/LpNormalize.swift" suffix(, 0)
};

static const unsigned char asset_101[] = {
#embed "../../Sources/ForgeKernels/Map.swift" suffix(, 0)
};

static const unsigned char asset_102[] = {
#embed "../../Sources/ForgeKernels/MatrixMultiply.swift" suffix(, 0)
};

static const unsigned char asset_103[] = {
#embed "../../Sources/ForgeKernels/MatrixProduct.swift" suffix(, 0)
};

static const unsigned char asset_104[] = {
#embed "../../Sources/ForgeKernels/MaxPool.swift" suffix(, 0)
};

static const unsigned char asset_105[] = {
#embed "../../Sources/ForgeKernels/Maximum.swift" suffix(, 0)
};

static const unsigned char asset_106[] = {
#embed "../../Sources/ForgeKernels/MaximumOverAxis.swift" suffix(, 0)
};

static const unsigned char asset_107[] = {
#embed "../../Sources/ForgeKernels/Minimum.swift" suffix(, 0)
};

static const unsigned char asset_108[] = {
#embed "../../Sources/ForgeKernels/MinimumOverAxis.swift" suffix(, 0)
};

static const unsigned char asset_109[] = {
#embed "../../Sources/ForgeKernels/Mish.swift" suffix(, 0)
};

static const unsigned char asset_110[] = {
#embed "../../Sources/ForgeKernels/Modulo.swift" suffix(, 0)
};

static const unsigned char asset_111[] = {
#embed "../../Sources/ForgeKernels/Moments.swift" suffix(, 0)
};

static const unsigned char asset_112[] = {
#embed "../../Sources/ForgeKernels/Multiply.swift" suffix(, 0)
};

static const unsigned char asset_113[] = {
#embed "../../Sources/ForgeKernels/MultiplyAdd.swift" suffix(, 0)
};

static const unsigned char asset_114[] = {
#embed "../../Sources/ForgeKernels/Negate.swift" suffix(, 0)
};

static const unsigned char asset_115[] = {
#embed "../../Sources/ForgeKernels/Order.swift" suffix(, 0)
};

static const unsigned char asset_116[] = {
#embed "../../Sources/ForgeKernels/Pad.swift" suffix(, 0)
};

static const unsigned char asset_117[] = {
#embed "../../Sources/ForgeKernels/PadImage.swift" suffix(, 0)
};

static const unsigned char asset_118[] = {
#embed "../../Sources/ForgeKernels/Panels.swift" suffix(, 0)
};

static const unsigned char asset_119[] = {
#embed "../../Sources/ForgeKernels/PlaceOfExtreme.swift" suffix(, 0)
};

static const unsigned char asset_120[] = {
#embed "../../Sources/ForgeKernels/Places.swift" suffix(, 0)
};

static const unsigned char asset_121[] = {
#embed "../../Sources/ForgeKernels/Pool.swift" suffix(, 0)
};

static const unsigned char asset_122[] = {
#embed "../../Sources/ForgeKernels/Power.swift" suffix(, 0)
};

static const unsigned char asset_123[] = {
#embed "../../Sources/ForgeKernels/Prefetch.swift" suffix(, 0)
};

static const unsigned char asset_124[] = {
#embed "../../Sources/ForgeKernels/Prelu.swift" suffix(, 0)
};

static const unsigned char asset_125[] = {
#embed "../../Sources/ForgeKernels/Product.swift" suffix(, 0)
};

static const unsigned char asset_126[] = {
#embed "../../Sources/ForgeKernels/ProductOfHalfPanel.swift" suffix(, 0)
};

static const unsigned char asset_127[] = {
#embed "../../Sources/ForgeKernels/ProductOfPanelAndHalf.swift" suffix(, 0)
};

static const unsigned char asset_128[] = {
#embed "../../Sources/ForgeKernels/ProductOverAxis.swift" suffix(, 0)
};

static const unsigned char asset_129[] = {
#embed "../../Sources/ForgeKernels/ProductTile.swift" suffix(, 0)
};

static const unsigned char asset_130[] = {
#embed "../../Sources/ForgeKernels/ProductTileOfTwoPanels.swift" suffix(, 0)
};

static const unsigned char asset_131[] = {
#embed "../../Sources/ForgeKernels/QuarterTurns.swift" suffix(, 0)
};

static const unsigned char asset_132[] = {
#embed "../../Sources/ForgeKernels/RMSNorm.swift" suffix(, 0)
};

static const unsigned char asset_133[] = {
#embed "../../Sources/ForgeKernels/RNN.swift" suffix(, 0)
};

static const unsigned char asset_134[] = {
#embed "../../Sources/ForgeKernels/Reciprocal.swift" suffix(, 0)
};

static const unsigned char asset_135[] = {
#embed "../../Sources/ForgeKernels/ReciprocalRoot.swift" suffix(, 0)
};

static const unsigned char asset_136[] = {
#embed "../../Sources/ForgeKernels/RecurrentSteps.swift" suffix(, 0)
};

static const unsigned char asset_137[] = {
#embed "../../Sources/ForgeKernels/Relu.swift" suffix(, 0)
};

static const unsigned char asset_138[] = {
#embed "../../Sources/ForgeKernels/Relu6.swift" suffix(, 0)
};

static const unsigned char asset_139[] = {
#embed "../../Sources/ForgeKernels/Resample.swift" suffix(, 0)
};

static const unsigned char asset_140[] = {
#embed "../../Sources/ForgeKernels/Round.swift" suffix(, 0)
};

static const unsigned char asset_141[] = {
#embed "../../Sources/ForgeKernels/RowTail.swift" suffix(, 0)
};

static const unsigned char asset_142[] = {
#embed "../../Sources/ForgeKernels/Rows.swift" suffix(, 0)
};

static const unsigned char asset_143[] = {
#embed "../../Sources/ForgeKernels/Scale.swift" suffix(, 0)
};

static const unsigned char asset_144[] = {
#embed "../../Sources/ForgeKernels/ScatterElements.swift" suffix(, 0)
};

static const unsigned char asset_145[] = {
#embed "../../Sources/ForgeKernels/ScatterRow.swift" suffix(, 0)
};

static const unsigned char asset_146[] = {
#embed "../../Sources/ForgeKernels/Select.swift" suffix(, 0)
};

static const unsigned char asset_147[] = {
#embed "../../Sources/ForgeKernels/Selu.swift" suffix(, 0)
};

static const unsigned char asset_148[] = {
#embed "../../Sources/ForgeKernels/Shrink.swift" suffix(, 0)
};

static const unsigned char asset_149[] = {
#embed "../../Sources/ForgeKernels/Sigmoid.swift" suffix(, 0)
};

static const unsigned char asset_150[] = {
#embed "../../Sources/ForgeKernels/Sign.swift" suffix(, 0)
};

static const unsigned char asset_151[] = {
#embed "../../Sources/ForgeKernels/Signum.swift" suffix(, 0)
};

static const unsigned char asset_152[] = {
#embed "../../Sources/ForgeKernels/Silu.swift" suffix(, 0)
};

static const unsigned char asset_153[] = {
#embed "../../Sources/ForgeKernels/Sin.swift" suffix(, 0)
};

static const unsigned char asset_154[] = {
#embed "../../Sources/ForgeKernels/Sine.swift" suffix(, 0)
};

static const unsigned char asset_155[] = {
#embed "../../Sources/ForgeKernels/Sinh.swift" suffix(, 0)
};

static const unsigned char asset_156[] = {
#embed "../../Sources/ForgeKernels/Six.swift" suffix(, 0)
};

static const unsigned char asset_157[] = {
#embed "../../Sources/ForgeKernels/Softmax.swift" suffix(, 0)
};

static const unsigned char asset_158[] = {
#embed "../../Sources/ForgeKernels/SoftmaxAcross.swift" suffix(, 0)
};

static const unsigned char asset_159[] = {
#embed "../../Sources/ForgeKernels/SoftmaxVector.swift" suffix(, 0)
};

static const unsigned char asset_160[] = {
#embed "../../Sources/ForgeKernels/Softplus.swift" suffix(, 0)
};

static const unsigned char asset_161[] = {
#embed "../../Sources/ForgeKernels/Softsign.swift" suffix(, 0)
};

static const unsigned char asset_162[] = {
#embed "../../Sources/ForgeKernels/SpreadConvolution.swift" suffix(, 0)
};

static const unsigned char asset_163[] = {
#embed "../../Sources/ForgeKernels/Square.swift" suffix(, 0)
};

static const unsigned char asset_164[] = {
#embed "../../Sources/ForgeKernels/SquareRoot.swift" suffix(, 0)
};

static const unsigned char asset_165[] = {
#embed "../../Sources/ForgeKernels/Strips.swift" suffix(, 0)
};

static const unsigned char asset_166[] = {
#embed "../../Sources/ForgeKernels/Subtract.swift" suffix(, 0)
};

static const unsigned char asset_167[] = {
#embed "../../Sources/ForgeKernels/SumOfSquaresOverAxis.swift" suffix(, 0)
};

static const unsigned char asset_168[] = {
#embed "../../Sources/ForgeKernels/SumOverAxis.swift" suffix(, 0)
};

static const unsigned char asset_169[] = {
#embed "../../Sources/ForgeKernels/Summation.swift" suffix(, 0)
};

static const unsigned char asset_170[] = {
#embed "../../Sources/ForgeKernels/Sums.swift" suffix(, 0)
};

static const unsigned char asset_171[] = {
#embed "../../Sources/ForgeKernels/Take.swift" suffix(, 0)
};

static const unsigned char asset_172[] = {
#embed "../../Sources/ForgeKernels/TakeAlongAxis.swift" suffix(, 0)
};

static const unsigned char asset_173[] = {
#embed "../../Sources/ForgeKernels/Tan.swift" suffix(, 0)
};

static const unsigned char asset_174[] = {
#embed "../../Sources/ForgeKernels/Tanh.swift" suffix(, 0)
};

static const unsigned char asset_175[] = {
#embed "../../Sources/ForgeKernels/ThresholdedRelu.swift" suffix(, 0)
};

static const unsigned char asset_176[] = {
#embed "../../Sources/ForgeKernels/TopK.swift" suffix(, 0)
};

static const unsigned char asset_177[] = {
#embed "../../Sources/ForgeKernels/TransposeMatrix.swift" suffix(, 0)
};

static const unsigned char asset_178[] = {
#embed "../../Sources/ForgeKernels/TransposedConvolution.swift" suffix(, 0)
};

static const unsigned char asset_179[] = {
#embed "../../Sources/ForgeKernels/Trunc.swift" suffix(, 0)
};

static const unsigned char asset_180[] = {
#embed "../../Sources/ForgeKernels/Truth.swift" suffix(, 0)
};

static const unsigned char asset_181[] = {
#embed "../../Sources/ForgeKernels/UpsampleBilinear.swift" suffix(, 0)
};

static const unsigned char asset_182[] = {
#embed "../../Sources/ForgeKernels/UpsampleNearest.swift" suffix(, 0)
};

static const unsigned char asset_183[] = {
#embed "../../Sources/ForgeKernels/VectorProduct.swift" suffix(, 0)
};

static const unsigned char asset_184[] = {
#embed "../../Sources/ForgeKernels/Window.swift" suffix(, 0)
};

static const unsigned char asset_185[] = {
#embed "../../Sources/ForgeKernels/Winograd.swift" suffix(, 0)
};

static const unsigned char asset_186[] = {
#embed "../../Sources/ForgeKernels/Winograd2.swift" suffix(, 0)
};

static const unsigned char asset_187[] = {
#embed "../../Sources/ForgeKernels/Winograd4.swift" suffix(, 0)
};

static const unsigned char asset_188[] = {
#embed "../../Sources/CForgeKernels/include/CForgeKernels.h" suffix(, 0)
};

static const forge_asset assets[] = {
  {"Templates/Compute.swift.mustache", asset_0, sizeof asset_0 - 1},
  {"Templates/Golden.swift.mustache", asset_1, sizeof asset_1 - 1},
  {"Templates/Input.swift.mustache", asset_2, sizeof asset_2 - 1},
  {"Templates/Model.swift.mustache", asset_3, sizeof asset_3 - 1},
  {"Templates/Output.swift.mustache", asset_4, sizeof asset_4 - 1},
  {"Templates/Package.swift.mustache", asset_5, sizeof asset_5 - 1},
  {"Templates/Predictions.swift.mustache", asset_6, sizeof asset_6 - 1},
  {"Templates/Processor.swift.mustache", asset_7, sizeof asset_7 - 1},
  {"Templates/README.md.mustache", asset_8, sizeof asset_8 - 1},
  {"Templates/Session.swift.mustache", asset_9, sizeof asset_9 - 1},
  {"Templates/Tests.swift.mustache", asset_10, sizeof asset_10 - 1},
  {"Templates/Weights.swift.mustache", asset_11, sizeof asset_11 - 1},
  {"Templates/weights.c.mustache", asset_12, sizeof asset_12 - 1},
  {"Templates/weights.h.mustache", asset_13, sizeof asset_13 - 1},
  {"Sources/ForgeKernels/AbsoluteValue.swift", asset_14, sizeof asset_14 - 1},
  {"Sources/ForgeKernels/Accumulate.swift", asset_15, sizeof asset_15 - 1},
  {"Sources/ForgeKernels/Acos.swift", asset_16, sizeof asset_16 - 1},
  {"Sources/ForgeKernels/Acosh.swift", asset_17, sizeof asset_17 - 1},
  {"Sources/ForgeKernels/Add.swift", asset_18, sizeof asset_18 - 1},
  {"Sources/ForgeKernels/AnyLane.swift", asset_19, sizeof asset_19 - 1},
  {"Sources/ForgeKernels/Arctangent.swift", asset_20, sizeof asset_20 - 1},
  {"Sources/ForgeKernels/Asin.swift", asset_21, sizeof asset_21 - 1},
  {"Sources/ForgeKernels/Asinh.swift", asset_22, sizeof asset_22 - 1},
  {"Sources/ForgeKernels/Atan.swift", asset_23, sizeof asset_23 - 1},
  {"Sources/ForgeKernels/Atan2.swift", asset_24, sizeof asset_24 - 1},
  {"Sources/ForgeKernels/Atanh.swift", asset_25, sizeof asset_25 - 1},
  {"Sources/ForgeKernels/Attention.swift", asset_26, sizeof asset_26 - 1},
  {"Sources/ForgeKernels/AveragePool.swift", asset_27, sizeof asset_27 - 1},
  {"Sources/ForgeKernels/BatchProduct.swift", asset_28, sizeof asset_28 - 1},
  {"Sources/ForgeKernels/Blocks.swift", asset_29, sizeof asset_29 - 1},
  {"Sources/ForgeKernels/Broadcast.swift", asset_30, sizeof asset_30 - 1},
  {"Sources/ForgeKernels/Ceil.swift", asset_31, sizeof asset_31 - 1},
  {"Sources/ForgeKernels/Celu.swift", asset_32, sizeof asset_32 - 1},
  {"Sources/ForgeKernels/ChannelAffine.swift", asset_33, sizeof asset_33 - 1},
  {"Sources/ForgeKernels/Choose.swift", asset_34, sizeof asset_34 - 1},
  {"Sources/ForgeKernels/Clip.swift", asset_35, sizeof asset_35 - 1},
  {"Sources/ForgeKernels/Combine.swift", asset_36, sizeof asset_36 - 1},
  {"Sources/ForgeKernels/ConstantPower.swift", asset_37, sizeof asset_37 - 1},
  {"Sources/ForgeKernels/Convolution.swift", asset_38, sizeof asset_38 - 1},
  {"Sources/ForgeKernels/CopyIDs.swift", asset_39, sizeof asset_39 - 1},
  {"Sources/ForgeKernels/CopyRows.swift", asset_40, sizeof asset_40 - 1},
  {"Sources/ForgeKernels/Cos.swift", asset_41, sizeof asset_41 - 1},
  {"Sources/ForgeKernels/Cosh.swift", asset_42, sizeof asset_42 - 1},
  {"Sources/ForgeKernels/CumulativeSum.swift", asset_43, sizeof asset_43 - 1},
  {"Sources/ForgeKernels/DepthwiseColumns.swift", asset_44, sizeof asset_44 - 1},
  {"Sources/ForgeKernels/DepthwiseConvolution.swift", asset_45, sizeof asset_45 - 1},
  {"Sources/ForgeKernels/DepthwiseWindows.swift", asset_46, sizeof asset_46 - 1},
  {"Sources/ForgeKernels/DilatedDepthwise.swift", asset_47, sizeof asset_47 - 1},
  {"Sources/ForgeKernels/Divide.swift", asset_48, sizeof asset_48 - 1},
  {"Sources/ForgeKernels/DoubleExponential.swift", asset_49, sizeof asset_49 - 1},
  {"Sources/ForgeKernels/DoubleLogarithm.swift", asset_50, sizeof asset_50 - 1},
  {"Sources/ForgeKernels/DoubleRoot.swift", asset_51, sizeof asset_51 - 1},
  {"Sources/ForgeKernels/Doubles.swift", asset_52, sizeof asset_52 - 1},
  {"Sources/ForgeKernels/Elu.swift", asset_53, sizeof asset_53 - 1},
  {"Sources/ForgeKernels/Embedding.swift", asset_54, sizeof asset_54 - 1},
  {"Sources/ForgeKernels/Equal.swift", asset_55, sizeof asset_55 - 1},
  {"Sources/ForgeKernels/Erf.swift", asset_56, sizeof asset_56 - 1},
  {"Sources/ForgeKernels/Exp.swift", asset_57, sizeof asset_57 - 1},
  {"Sources/ForgeKernels/Expand.swift", asset_58, sizeof asset_58 - 1},
  {"Sources/ForgeKernels/Expm1.swift", asset_59, sizeof asset_59 - 1},
  {"Sources/ForgeKernels/Exponential.swift", asset_60, sizeof asset_60 - 1},
  {"Sources/ForgeKernels/ExponentialMinusOne.swift", asset_61, sizeof asset_61 - 1},
  {"Sources/ForgeKernels/ExtremeOverAxis.swift", asset_62, sizeof asset_62 - 1},
  {"Sources/ForgeKernels/Floor.swift", asset_63, sizeof asset_63 - 1},
  {"Sources/ForgeKernels/FoldOverAxis.swift", asset_64, sizeof asset_64 - 1},
  {"Sources/ForgeKernels/GRU.swift", asset_65, sizeof asset_65 - 1},
  {"Sources/ForgeKernels/GRUOfResetState.swift", asset_66, sizeof asset_66 - 1},
  {"Sources/ForgeKernels/Gelu.swift", asset_67, sizeof asset_67 - 1},
  {"Sources/ForgeKernels/GeluTanh.swift", asset_68, sizeof asset_68 - 1},
  {"Sources/ForgeKernels/GridSample.swift", asset_69, sizeof asset_69 - 1},
  {"Sources/ForgeKernels/GroupNormLastAxis.swift", asset_70, sizeof asset_70 - 1},
  {"Sources/ForgeKernels/GroupNormPlanes.swift", asset_71, sizeof asset_71 - 1},
  {"Sources/ForgeKernels/GroupedConvolution.swift", asset_72, sizeof asset_72 - 1},
  {"Sources/ForgeKernels/HalfVector.swift", asset_73, sizeof asset_73 - 1},
  {"Sources/ForgeKernels/HardSigmoid.swift", asset_74, sizeof asset_74 - 1},
  {"Sources/ForgeKernels/HardSwish.swift", asset_75, sizeof asset_75 - 1},
  {"Sources/ForgeKernels/Hardmax.swift", asset_76, sizeof asset_76 - 1},
  {"Sources/ForgeKernels/HyperbolicTangent.swift", asset_77, sizeof asset_77 - 1},
  {"Sources/ForgeKernels/IsInfinite.swift", asset_78, sizeof asset_78 - 1},
  {"Sources/ForgeKernels/IsNaN.swift", asset_79, sizeof asset_79 - 1},
  {"Sources/ForgeKernels/Kernel.swift", asset_80, sizeof asset_80 - 1},
  {"Sources/ForgeKernels/L1NormOverAxis.swift", asset_81, sizeof asset_81 - 1},
  {"Sources/ForgeKernels/L2NormOverAxis.swift", asset_82, sizeof asset_82 - 1},
  {"Sources/ForgeKernels/LSTM.swift", asset_83, sizeof asset_83 - 1},
  {"Sources/ForgeKernels/LargerOrSmaller.swift", asset_84, sizeof asset_84 - 1},
  {"Sources/ForgeKernels/LargestOfColumns.swift", asset_85, sizeof asset_85 - 1},
  {"Sources/ForgeKernels/LargestOfRow.swift", asset_86, sizeof asset_86 - 1},
  {"Sources/ForgeKernels/LayerNorm.swift", asset_87, sizeof asset_87 - 1},
  {"Sources/ForgeKernels/LeakyRelu.swift", asset_88, sizeof asset_88 - 1},
  {"Sources/ForgeKernels/LocalResponseNorm.swift", asset_89, sizeof asset_89 - 1},
  {"Sources/ForgeKernels/Log.swift", asset_90, sizeof asset_90 - 1},
  {"Sources/ForgeKernels/Log1p.swift", asset_91, sizeof asset_91 - 1},
  {"Sources/ForgeKernels/LogSoftmax.swift", asset_92, sizeof asset_92 - 1},
  {"Sources/ForgeKernels/LogSoftmaxAcross.swift", asset_93, sizeof asset_93 - 1},
  {"Sources/ForgeKernels/LogSumExpOverAxis.swift", asset_94, sizeof asset_94 - 1},
  {"Sources/ForgeKernels/LogSumOverAxis.swift", asset_95, sizeof asset_95 - 1},
  {"Sources/ForgeKernels/Logarithm.swift", asset_96, sizeof asset_96 - 1},
  {"Sources/ForgeKernels/LogarithmOnePlus.swift", asset_97, sizeof asset_97 - 1},
  {"Sources/ForgeKernels/Logic.swift", asset_98, sizeof asset_98 - 1},
  {"Sources/ForgeKernels/LogicalNot.swift", asset_99, sizeof asset_99 - 1},
  {"Sources/ForgeKernels/LpNormalize.swift", asset_100, sizeof asset_100 - 1},
  {"Sources/ForgeKernels/Map.swift", asset_101, sizeof asset_101 - 1},
  {"Sources/ForgeKernels/MatrixMultiply.swift", asset_102, sizeof asset_102 - 1},
  {"Sources/ForgeKernels/MatrixProduct.swift", asset_103, sizeof asset_103 - 1},
  {"Sources/ForgeKernels/MaxPool.swift", asset_104, sizeof asset_104 - 1},
  {"Sources/ForgeKernels/Maximum.swift", asset_105, sizeof asset_105 - 1},
  {"Sources/ForgeKernels/MaximumOverAxis.swift", asset_106, sizeof asset_106 - 1},
  {"Sources/ForgeKernels/Minimum.swift", asset_107, sizeof asset_107 - 1},
  {"Sources/ForgeKernels/MinimumOverAxis.swift", asset_108, sizeof asset_108 - 1},
  {"Sources/ForgeKernels/Mish.swift", asset_109, sizeof asset_109 - 1},
  {"Sources/ForgeKernels/Modulo.swift", asset_110, sizeof asset_110 - 1},
  {"Sources/ForgeKernels/Moments.swift", asset_111, sizeof asset_111 - 1},
  {"Sources/ForgeKernels/Multiply.swift", asset_112, sizeof asset_112 - 1},
  {"Sources/ForgeKernels/MultiplyAdd.swift", asset_113, sizeof asset_113 - 1},
  {"Sources/ForgeKernels/Negate.swift", asset_114, sizeof asset_114 - 1},
  {"Sources/ForgeKernels/Order.swift", asset_115, sizeof asset_115 - 1},
  {"Sources/ForgeKernels/Pad.swift", asset_116, sizeof asset_116 - 1},
  {"Sources/ForgeKernels/PadImage.swift", asset_117, sizeof asset_117 - 1},
  {"Sources/ForgeKernels/Panels.swift", asset_118, sizeof asset_118 - 1},
  {"Sources/ForgeKernels/PlaceOfExtreme.swift", asset_119, sizeof asset_119 - 1},
  {"Sources/ForgeKernels/Places.swift", asset_120, sizeof asset_120 - 1},
  {"Sources/ForgeKernels/Pool.swift", asset_121, sizeof asset_121 - 1},
  {"Sources/ForgeKernels/Power.swift", asset_122, sizeof asset_122 - 1},
  {"Sources/ForgeKernels/Prefetch.swift", asset_123, sizeof asset_123 - 1},
  {"Sources/ForgeKernels/Prelu.swift", asset_124, sizeof asset_124 - 1},
  {"Sources/ForgeKernels/Product.swift", asset_125, sizeof asset_125 - 1},
  {"Sources/ForgeKernels/ProductOfHalfPanel.swift", asset_126, sizeof asset_126 - 1},
  {"Sources/ForgeKernels/ProductOfPanelAndHalf.swift", asset_127, sizeof asset_127 - 1},
  {"Sources/ForgeKernels/ProductOverAxis.swift", asset_128, sizeof asset_128 - 1},
  {"Sources/ForgeKernels/ProductTile.swift", asset_129, sizeof asset_129 - 1},
  {"Sources/ForgeKernels/ProductTileOfTwoPanels.swift", asset_130, sizeof asset_130 - 1},
  {"Sources/ForgeKernels/QuarterTurns.swift", asset_131, sizeof asset_131 - 1},
  {"Sources/ForgeKernels/RMSNorm.swift", asset_132, sizeof asset_132 - 1},
  {"Sources/ForgeKernels/RNN.swift", asset_133, sizeof asset_133 - 1},
  {"Sources/ForgeKernels/Reciprocal.swift", asset_134, sizeof asset_134 - 1},
  {"Sources/ForgeKernels/ReciprocalRoot.swift", asset_135, sizeof asset_135 - 1},
  {"Sources/ForgeKernels/RecurrentSteps.swift", asset_136, sizeof asset_136 - 1},
  {"Sources/ForgeKernels/Relu.swift", asset_137, sizeof asset_137 - 1},
  {"Sources/ForgeKernels/Relu6.swift", asset_138, sizeof asset_138 - 1},
  {"Sources/ForgeKernels/Resample.swift", asset_139, sizeof asset_139 - 1},
  {"Sources/ForgeKernels/Round.swift", asset_140, sizeof asset_140 - 1},
  {"Sources/ForgeKernels/RowTail.swift", asset_141, sizeof asset_141 - 1},
  {"Sources/ForgeKernels/Rows.swift", asset_142, sizeof asset_142 - 1},
  {"Sources/ForgeKernels/Scale.swift", asset_143, sizeof asset_143 - 1},
  {"Sources/ForgeKernels/ScatterElements.swift", asset_144, sizeof asset_144 - 1},
  {"Sources/ForgeKernels/ScatterRow.swift", asset_145, sizeof asset_145 - 1},
  {"Sources/ForgeKernels/Select.swift", asset_146, sizeof asset_146 - 1},
  {"Sources/ForgeKernels/Selu.swift", asset_147, sizeof asset_147 - 1},
  {"Sources/ForgeKernels/Shrink.swift", asset_148, sizeof asset_148 - 1},
  {"Sources/ForgeKernels/Sigmoid.swift", asset_149, sizeof asset_149 - 1},
  {"Sources/ForgeKernels/Sign.swift", asset_150, sizeof asset_150 - 1},
  {"Sources/ForgeKernels/Signum.swift", asset_151, sizeof asset_151 - 1},
  {"Sources/ForgeKernels/Silu.swift", asset_152, sizeof asset_152 - 1},
  {"Sources/ForgeKernels/Sin.swift", asset_153, sizeof asset_153 - 1},
  {"Sources/ForgeKernels/Sine.swift", asset_154, sizeof asset_154 - 1},
  {"Sources/ForgeKernels/Sinh.swift", asset_155, sizeof asset_155 - 1},
  {"Sources/ForgeKernels/Six.swift", asset_156, sizeof asset_156 - 1},
  {"Sources/ForgeKernels/Softmax.swift", asset_157, sizeof asset_157 - 1},
  {"Sources/ForgeKernels/SoftmaxAcross.swift", asset_158, sizeof asset_158 - 1},
  {"Sources/ForgeKernels/SoftmaxVector.swift", asset_159, sizeof asset_159 - 1},
  {"Sources/ForgeKernels/Softplus.swift", asset_160, sizeof asset_160 - 1},
  {"Sources/ForgeKernels/Softsign.swift", asset_161, sizeof asset_161 - 1},
  {"Sources/ForgeKernels/SpreadConvolution.swift", asset_162, sizeof asset_162 - 1},
  {"Sources/ForgeKernels/Square.swift", asset_163, sizeof asset_163 - 1},
  {"Sources/ForgeKernels/SquareRoot.swift", asset_164, sizeof asset_164 - 1},
  {"Sources/ForgeKernels/Strips.swift", asset_165, sizeof asset_165 - 1},
  {"Sources/ForgeKernels/Subtract.swift", asset_166, sizeof asset_166 - 1},
  {"Sources/ForgeKernels/SumOfSquaresOverAxis.swift", asset_167, sizeof asset_167 - 1},
  {"Sources/ForgeKernels/SumOverAxis.swift", asset_168, sizeof asset_168 - 1},
  {"Sources/ForgeKernels/Summation.swift", asset_169, sizeof asset_169 - 1},
  {"Sources/ForgeKernels/Sums.swift", asset_170, sizeof asset_170 - 1},
  {"Sources/ForgeKernels/Take.swift", asset_171, sizeof asset_171 - 1},
  {"Sources/ForgeKernels/TakeAlongAxis.swift", asset_172, sizeof asset_172 - 1},
  {"Sources/ForgeKernels/Tan.swift", asset_173, sizeof asset_173 - 1},
  {"Sources/ForgeKernels/Tanh.swift", asset_174, sizeof asset_174 - 1},
  {"Sources/ForgeKernels/ThresholdedRelu.swift", asset_175, sizeof asset_175 - 1},
  {"Sources/ForgeKernels/TopK.swift", asset_176, sizeof asset_176 - 1},
  {"Sources/ForgeKernels/TransposeMatrix.swift", asset_177, sizeof asset_177 - 1},
  {"Sources/ForgeKernels/TransposedConvolution.swift", asset_178, sizeof asset_178 - 1},
  {"Sources/ForgeKernels/Trunc.swift", asset_179, sizeof asset_179 - 1},
  {"Sources/ForgeKernels/Truth.swift", asset_180, sizeof asset_180 - 1},
  {"Sources/ForgeKernels/UpsampleBilinear.swift", asset_181, sizeof asset_181 - 1},
  {"Sources/ForgeKernels/UpsampleNearest.swift", asset_182, sizeof asset_182 - 1},
  {"Sources/ForgeKernels/VectorProduct.swift", asset_183, sizeof asset_183 - 1},
  {"Sources/ForgeKernels/Window.swift", asset_184, sizeof asset_184 - 1},
  {"Sources/ForgeKernels/Winograd.swift", asset_185, sizeof asset_185 - 1},
  {"Sources/ForgeKernels/Winograd2.swift", asset_186, sizeof asset_186 - 1},
  {"Sources/ForgeKernels/Winograd4.swift", asset_187, sizeof asset_187 - 1},
  {"Sources/CForgeKernels/include/CForgeKernels.h", asset_188, sizeof asset_188 - 1},
};

const forge_asset *forge_assets(void) { return assets; }

size_t forge_asset_count(void) { return sizeof assets / sizeof assets[0]; }
