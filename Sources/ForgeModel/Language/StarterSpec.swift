/// What `protoforge init` writes: a spec that explains itself, to be filled in.
package let starterSpec = """
  # A protoforge model spec. 'protoforge schema' prints its JSON Schema, 'protoforge schema --reference' every key.
  protoforge: 1

  model:
    name: PenguinClassifier            # the Swift module and the model's type
    summary: Species of a penguin from two measurements and its island.
    version: 1.0.0

  # The inputs, in the order of the generated initialiser. Every fitted constant is written down here.
  features:
    - name: bill_length
      type: number                     # number, integer, boolean, category, ordinal or tensor
      unit: mm
      missing: { impute: 43.9 }        # error (default), indicator, or { impute: value }
      transform:
        - clip: { min: 20, max: 80 }
        - standardize: { mean: 43.92, std: 5.46 }
    - name: flipper_length
      type: number
      unit: mm
      transform:
        - standardize: { mean: 200.9, std: 14.06 }
    - name: island
      type: category
      values: [Biscoe, Dream, Torgersen]
      unknown: zeros                   # error (default), zeros, or { as: value }
      encode: one_hot                  # one_hot, index, or { embedding: { weights: NAME } }

  # Each layer takes the one above, unless 'from' says otherwise; the first takes the features, joined in order.
  layers:
    - dense: { name: fc1, units: 16, activation: relu }    # fc1.weight, fc1.bias in the weights file
    - dropout: 0.3                                         # known, and without effect in inference
    - dense: { name: fc2, units: 3 }
    - softmax

  outputs:
    - name: species
      type: category                   # category, number, boolean or tensor
      values: [Adelie, Chinstrap, Gentoo]

  weights:
    file: penguins.safetensors         # .safetensors, .npz, .pt, .keras, .onnx and others, beside this file
    layout: pytorch                    # pytorch or keras: names, axis order and defaults of parameters

  # Rows that the prototype did not train on, with what it answered. Without them parity is not verified.
  golden:
    file: penguins.golden.csv
    tolerance: { absolute: 1.0e-5, relative: 1.0e-4 }

  generate:
    output: PenguinClassifier
    access: public                     # public or package
    cpu: auto                          # auto, portable, x86-64-v3 or x86-64-v4
    weights: embedded                  # embedded or file

  """
