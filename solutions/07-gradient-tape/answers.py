# Answers to the exercises of lesson 07: right ones written differently, wrong ones that learners give.
# Each block is the whole text of one student cell; every other cell of its notebook is the reference's.

# %% labels-float | right | NumPy
labels_float = labels.astype("float32")

# %% labels-float | right | by the type's name, from a tensor
labels_float = tf.cast(tf.constant(labels), "float32")

# %% labels-float | right | keras.ops
labels_float = keras.ops.cast(labels, "float32")

# %% labels-float | right | convert_to_tensor, a type of NumPy's
labels_float = tf.convert_to_tensor(np.float32(labels), dtype=tf.float32)

# %% labels-float | right | the old name for it
labels_float = tf.dtypes.cast(x=labels, dtype=tf.dtypes.float32)

# %% labels-float | wrong, breaks float32 | float64 | of type float64
labels_float = tf.cast(labels, tf.float64)

# %% labels-float | wrong | Python's float | of type float64
labels_float = labels * 1.0

# %% labels-float | wrong, breaks float32 | still whole numbers | of type int32
labels_float = tf.cast(labels, tf.int32)

# %% labels-float | wrong, breaks shape | flattened
# The values are right, but the shape is (200,): keep (200, 1), only the type changes.
labels_float = tf.cast(labels[:, 0], tf.float32)

# %% labels-float | wrong | true and false | true/false
labels_float = tf.cast(labels, tf.bool)

# %% labels-float | wrong | the arguments swapped | Your cell stopped
labels_float = tf.cast(tf.float32, labels)

# %% labels-float | wrong | the logits cast | 200 of 200 entries are not right
labels_float = tf.cast(logits, tf.float32)

# %% labels-float | wrong | one-hot
# Each label has become a row of two numbers. Keep one column: only the type changes.
labels_float = tf.one_hot(labels[:, 0], 2)

# %% labels-float | wrong | the call from TensorFlow 1 | to_float
labels_float = tf.to_float(labels)

# %% labels-float | wrong | another name | labels_float
labels_cast = tf.cast(labels, tf.float32)

# %% labels-float | wrong | 0 and 1 swapped
# The 0s and 1s have changed places.
labels_float = tf.cast(labels == 0, tf.float32)

# %% cross-entropy | right | by place
cross_entropy = tf.nn.sigmoid_cross_entropy_with_logits(labels_float, logits)

# %% cross-entropy | right | by hand, stable
cross_entropy = tf.maximum(logits, 0) - logits * labels_float + tf.math.log1p(tf.exp(-tf.abs(logits)))

# %% cross-entropy | right | by softplus
cross_entropy = tf.math.softplus(logits) - labels_float * logits

# %% cross-entropy | right | from probabilities, by the formula
p = tf.sigmoid(logits)
cross_entropy = -(labels_float * tf.math.log(p) + (1 - labels_float) * tf.math.log(1 - p))

# %% cross-entropy | right | keras.ops
cross_entropy = keras.ops.binary_crossentropy(labels_float, logits, from_logits=True)

# %% cross-entropy | right | Keras's function, one more dimension
cross_entropy = keras.losses.binary_crossentropy(
    labels_float[..., None], logits[..., None], from_logits=True
)

# %% cross-entropy | wrong, breaks each-example | averaged already
# This is their mean already. Here one value for each example is asked for, of shape (200, 1).
cross_entropy = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=labels_float, logits=logits))

# %% cross-entropy | wrong, breaks names | swapped
# Labels and logits are swapped: labels=labels_float, logits=logits.
cross_entropy = tf.nn.sigmoid_cross_entropy_with_logits(labels=logits, logits=labels_float)

# %% cross-entropy | wrong | sigmoid before
# A sigmoid was applied before: the function wants the logits as they are, and would squeeze twice.
cross_entropy = tf.nn.sigmoid_cross_entropy_with_logits(labels=labels_float, logits=tf.sigmoid(logits))

# %% cross-entropy | wrong | labels not cast | Your cell stopped
cross_entropy = tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits)

# %% cross-entropy | wrong | Keras's function
# The values are right, but the shape is (200,): Keras's function takes a mean over the last axis. Asked for is
# (200, 1).
cross_entropy = keras.losses.binary_crossentropy(labels_float, logits, from_logits=True)

# %% cross-entropy | wrong | Keras's function without from_logits
# The logits were taken for probabilities: Keras's function needs from_logits=True.
cross_entropy = keras.losses.binary_crossentropy(labels_float, logits)

# %% cross-entropy | wrong | softmax of one output
# This is softmax cross-entropy: over a single output softmax is always 1, and the loss always 0.
cross_entropy = tf.nn.softmax_cross_entropy_with_logits(labels=labels_float, logits=logits)

# %% cross-entropy | wrong | labels of shape (200,), by hand
# Every logit is compared with every label: labels of shape (200,) against logits of shape (200, 1). Give both the
# shape (200, 1).
y = tf.reshape(labels_float, [-1])
cross_entropy = tf.maximum(logits, 0) - logits * y + tf.math.log1p(tf.exp(-tf.abs(logits)))

# %% cross-entropy | wrong | the sign
# The sign is wrong: a cross-entropy is never negative.
cross_entropy = labels_float * logits - tf.math.softplus(logits)

# %% cross-entropy | wrong | labels the wrong way round
# The labels are the wrong way round.
cross_entropy = tf.nn.sigmoid_cross_entropy_with_logits(labels=1 - labels_float, logits=logits)

# %% cross-entropy | wrong | squared error
# This is the squared error of the logits. Asked for is cross-entropy.
cross_entropy = (logits - labels_float) ** 2

# %% loss | right | NumPy
loss = np.mean(cross_entropy)

# %% loss | right | keras.ops, as a float
loss = float(keras.ops.mean(cross_entropy))

# %% loss | right | a sum, divided by the number
loss = tf.reduce_sum(cross_entropy) / tf.cast(tf.size(cross_entropy), tf.float32)

# %% loss | right | tf.math, over both axes
loss = tf.math.reduce_mean(cross_entropy, axis=[0, 1])

# %% loss | right | Keras's loss, all at once
loss = keras.losses.BinaryCrossentropy(from_logits=True)(labels_float, logits)

# %% loss | wrong, breaks mean | a sum
# This is the sum over the examples; the exercise asks for the mean: tf.reduce_mean.
loss = tf.reduce_sum(cross_entropy)

# %% loss | wrong, breaks one-number | mean over the last axis
# The mean is taken over each example's own value, so nothing was averaged. Leave the axis away.
loss = tf.reduce_mean(cross_entropy, axis=1)

# %% loss | wrong, breaks one-number | mean over the first axis
# The value is right, but it is a list of one number (shape (1,)). Leave the axis away.
loss = tf.reduce_mean(cross_entropy, axis=0)

# %% loss | wrong | not averaged
# Nothing was averaged yet: one number for all examples is asked for.
loss = cross_entropy

# %% loss | wrong | the sign
# The sign is wrong: the loss is to become small.
loss = -tf.reduce_mean(cross_entropy)

# %% loss | wrong | the largest
# This is the largest value, not the mean.
loss = tf.reduce_max(cross_entropy)

# %% loss | wrong | the mean of the logits
# This is the mean of the logits, not of the cross-entropy.
loss = tf.reduce_mean(logits)

# %% loss | wrong | of N times N, by hand
# Every logit is compared with every label: labels of shape (200,) against logits of shape (200, 1).
loss = tf.reduce_mean(entropy_by_hand(logits, tf.reshape(labels_float, [-1])))

# %% loss | wrong | rounded to a whole number | which is not the right value
loss = int(tf.reduce_mean(cross_entropy))

# %% loss | wrong | squares
# This is the mean of the squares. The cross-entropies are averaged as they are.
loss = tf.reduce_mean(cross_entropy**2)

# %% loss | wrong | the median
# This is the median, not the mean.
loss = np.median(cross_entropy)

# %% one-step | right | apply_gradients
network = build_network()
adam = keras.optimizers.Adam()
with tf.GradientTape() as tape:
    loss_now = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=network(points)))
gradients = tape.gradient(loss_now, network.trainable_variables)
adam.apply_gradients(zip(gradients, network.trainable_variables))

# %% one-step | right | Keras's loss, tf.keras
network = build_network()
adam = tf.keras.optimizers.Adam()
with tf.GradientTape() as tape:
    loss_now = keras.losses.BinaryCrossentropy(from_logits=True)(labels, network(points))
gradients = tape.gradient(loss_now, network.trainable_variables)
adam.apply(gradients, network.trainable_variables)

# %% one-step | right | the default said aloud, weights for variables
network = build_network()
adam = keras.optimizers.Adam(learning_rate=0.001, name="mine")
with tf.GradientTape() as tape:
    loss_now = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=network(points)))
gradients = tape.gradient(loss_now, network.trainable_weights)
adam.apply(gradients, network.trainable_variables)

# %% one-step | right | built first, each array by itself, a persistent tape
network = build_network()
adam = keras.optimizers.get("adam")
adam.build(network.trainable_variables)
with tf.GradientTape(persistent=True) as tape:
    entropies = entropy_by_hand(network(points, training=True), labels.astype("float32"))
    loss_now = keras.ops.mean(entropies)
gradients = tuple(tape.gradient(loss_now, v) for v in network.trainable_variables)
adam.apply(gradients)

# %% one-step | right | a tape that is told what to watch
network = build_network()
adam = keras.optimizers.Adam()
with tf.GradientTape(watch_accessed_variables=False) as tape:
    tape.watch([v.value for v in network.trainable_variables])
    loss_now = tf.reduce_mean(tf.math.softplus(network(points)) - tf.cast(labels, tf.float32) * network(points))
gradients = tape.gradient(loss_now, [v.value for v in network.trainable_variables])
adam.apply(gradients, network.trainable_variables)

# %% one-step | wrong, breaks loss | a sum
# Your loss is a sum over the batch; the exercise asks for the mean.
network = build_network()
adam = keras.optimizers.Adam()
with tf.GradientTape() as tape:
    loss_now = tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=network(points)))
gradients = tape.gradient(loss_now, network.trainable_variables)
adam.apply(gradients, network.trainable_variables)

# %% one-step | wrong | the sign
# The step goes uphill: a minus too many. The optimizer itself goes against the gradient that it is given.
network = build_network()
adam = keras.optimizers.Adam()
with tf.GradientTape() as tape:
    loss_now = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=network(points)))
gradients = tape.gradient(loss_now, network.trainable_variables)
adam.apply([-g for g in gradients], network.trainable_variables)

# %% one-step | wrong | the sign in the gradients
# The gradients have the wrong sign: they are asked for as the tape gives them.
network = build_network()
adam = keras.optimizers.Adam()
with tf.GradientTape() as tape:
    loss_now = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=network(points)))
gradients = [-g for g in tape.gradient(loss_now, network.trainable_variables)]
adam.apply(gradients, network.trainable_variables)

# %% one-step | wrong, breaks once | never applied
# The weights are what they were before. Was apply called, with the variables of the network that was given?
network = build_network()
adam = keras.optimizers.Adam()
with tf.GradientTape() as tape:
    loss_now = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=network(points)))
gradients = tape.gradient(loss_now, network.trainable_variables)

# %% one-step | wrong, breaks once | applied twice
# The gradients were applied twice. Once is one step.
network = build_network()
adam = keras.optimizers.Adam()
with tf.GradientTape() as tape:
    loss_now = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=network(points)))
gradients = tape.gradient(loss_now, network.trainable_variables)
adam.apply(gradients, network.trainable_variables)
adam.apply(gradients, network.trainable_variables)

# %% one-step | wrong, breaks inside | loss outside the tape | None
network = build_network()
adam = keras.optimizers.Adam()
with tf.GradientTape() as tape:
    z = network(points)
loss_now = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=z))
gradients = tape.gradient(loss_now, network.trainable_variables)
adam.apply(gradients, network.trainable_variables)

# %% one-step | wrong, breaks inside | the loss of exercise 3 | None
network = build_network()
adam = keras.optimizers.Adam()
with tf.GradientTape() as tape:
    loss_now = loss
gradients = tape.gradient(loss_now, network.trainable_variables)
adam.apply(gradients, network.trainable_variables)

# %% one-step | wrong | .numpy() inside | None
network = build_network()
adam = keras.optimizers.Adam()
with tf.GradientTape() as tape:
    loss_now = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=network(points).numpy()))
gradients = tape.gradient(loss_now, network.trainable_variables)
adam.apply(gradients, network.trainable_variables)

# %% one-step | wrong | of the input | Your cell stopped
network = build_network()
adam = keras.optimizers.Adam()
with tf.GradientTape() as tape:
    loss_now = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=network(points)))
gradients = tape.gradient(loss_now, points)
adam.apply(gradients, network.trainable_variables)

# %% one-step | wrong, breaks adam | SGD | The optimizer is SGD
network = build_network()
adam = keras.optimizers.SGD()
with tf.GradientTape() as tape:
    loss_now = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=network(points)))
gradients = tape.gradient(loss_now, network.trainable_variables)
adam.apply(gradients, network.trainable_variables)

# %% one-step | wrong, breaks adam | another rate | It is Adam, but with learning_rate
network = build_network()
adam = keras.optimizers.Adam(0.01)
with tf.GradientTape() as tape:
    loss_now = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=network(points)))
gradients = tape.gradient(loss_now, network.trainable_variables)
adam.apply(gradients, network.trainable_variables)

# %% one-step | wrong | TensorFlow 1's optimizer | AdamOptimizer
network = build_network()
adam = tf.train.AdamOptimizer()
with tf.GradientTape() as tape:
    loss_now = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=network(points)))
gradients = tape.gradient(loss_now, network.trainable_variables)
adam.apply(gradients, network.trainable_variables)

# %% one-step | wrong | TensorFlow 1's minimize | minimize
network = build_network()
adam = keras.optimizers.Adam()
with tf.GradientTape() as tape:
    loss_now = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=network(points)))
train_op = adam.minimize(loss_now)

# %% one-step | wrong | gradients of another network | None
network = build_network()
adam = keras.optimizers.Adam()
with tf.GradientTape() as tape:
    loss_now = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=network(points)))
gradients = tape.gradient(loss_now, untrained.trainable_variables)
adam.apply(gradients, network.trainable_variables)

# %% one-step | wrong, breaks all-variables | the last layer only | which is not the number asked for
network = build_network()
adam = keras.optimizers.Adam()
with tf.GradientTape() as tape:
    loss_now = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=network(points)))
gradients = tape.gradient(loss_now, network.layers[-1].trainable_variables)
adam.apply(gradients, network.layers[-1].trainable_variables)

# %% one-step | wrong, breaks all-points | a batch of 32
# These are the gradients of a batch of 32. Asked for are all 200 points.
network = build_network()
adam = keras.optimizers.Adam()
with tf.GradientTape() as tape:
    loss_now = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels[:32], tf.float32), logits=network(points[:32])))
gradients = tape.gradient(loss_now, network.trainable_variables)
adam.apply(gradients, network.trainable_variables)

# %% one-step | wrong | labels of shape (200,), by hand
# Every logit is compared with every label: labels of shape (N,) against logits of shape (N, 1) make N × N numbers.
# Give both the shape (N, 1).
network = build_network()
adam = keras.optimizers.Adam()
with tf.GradientTape() as tape:
    loss_now = tf.reduce_mean(entropy_by_hand(network(points), labels[:, 0].astype("float32")))
gradients = tape.gradient(loss_now, network.trainable_variables)
adam.apply(gradients, network.trainable_variables)

# %% one-step | wrong | labels not cast | Your cell stopped
network = build_network()
adam = keras.optimizers.Adam()
with tf.GradientTape() as tape:
    loss_now = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=network(points)))
gradients = tape.gradient(loss_now, network.trainable_variables)
adam.apply(gradients, network.trainable_variables)

# %% one-step | wrong | a sigmoid before
# A sigmoid was applied before the cross-entropy, which applies its own: the logits were squeezed twice.
network = build_network()
adam = keras.optimizers.Adam()
with tf.GradientTape() as tape:
    loss_now = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=tf.sigmoid(network(points))))
gradients = tape.gradient(loss_now, network.trainable_variables)
adam.apply(gradients, network.trainable_variables)

# %% one-step | wrong | Keras's loss without from_logits
# The logits were taken for probabilities: Keras's loss needs from_logits=True.
network = build_network()
adam = keras.optimizers.Adam()
with tf.GradientTape() as tape:
    loss_now = keras.losses.BinaryCrossentropy()(labels, network(points))
gradients = tape.gradient(loss_now, network.trainable_variables)
adam.apply(gradients, network.trainable_variables)

# %% one-step | wrong | squared error
# This is the squared error of the logits. Asked for is sigmoid cross-entropy.
network = build_network()
adam = keras.optimizers.Adam()
with tf.GradientTape() as tape:
    loss_now = tf.reduce_mean((network(points) - tf.cast(labels, tf.float32)) ** 2)
gradients = tape.gradient(loss_now, network.trainable_variables)
adam.apply(gradients, network.trainable_variables)

# %% one-step | wrong | gradients after the step
# These are the gradients after the step. Ask the tape for them before the weights move.
network = build_network()
adam = keras.optimizers.Adam()
for _ in range(2):
    with tf.GradientTape() as tape:
        loss_now = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=network(points)))
    gradients = tape.gradient(loss_now, network.trainable_variables)
    if not adam.built:
        adam.apply(gradients, network.trainable_variables)

# %% one-step | wrong | two steps
# Two steps were made. Apply the gradients once.
network = build_network()
adam = keras.optimizers.Adam()
for _ in range(2):
    with tf.GradientTape() as tape:
        loss_now = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=network(points)))
    gradients = tape.gradient(loss_now, network.trainable_variables)
    adam.apply(gradients, network.trainable_variables)

# %% train-step | right | apply_gradients
def train_step(network, optimizer, points, labels):
    with tf.GradientTape() as tape:
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(
            labels=tf.cast(labels, tf.float32), logits=network(points, training=True)
        )
        loss_now = tf.reduce_mean(entropies)
    gradients = tape.gradient(loss_now, network.trainable_variables)
    optimizer.apply_gradients(zip(gradients, network.trainable_variables))
    return loss_now

# %% train-step | right | Keras's loss
def train_step(network, optimizer, points, labels):
    with tf.GradientTape() as tape:
        loss_now = keras.losses.BinaryCrossentropy(from_logits=True)(labels, network(points, training=True))
    gradients = tape.gradient(loss_now, network.trainable_variables)
    optimizer.apply(gradients, network.trainable_variables)
    return loss_now

# %% train-step | right | by hand
def train_step(network, optimizer, points, labels):
    y = tf.reshape(tf.cast(labels, tf.float32), (-1, 1))
    with tf.GradientTape() as tape:
        z = network(points)
        loss_now = tf.reduce_mean(tf.math.softplus(z) - y * z)
    gradients = tape.gradient(loss_now, network.trainable_variables)
    optimizer.apply(gradients, network.trainable_variables)
    return loss_now

# %% train-step | right | flat on both sides
def train_step(network, optimizer, points, labels):
    y = tf.cast(tf.reshape(labels, [-1]), tf.float32)
    with tf.GradientTape() as tape:
        z = tf.reshape(network(points), [-1])
        loss_now = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(y, z))
    gradients = tape.gradient(loss_now, network.trainable_variables)
    optimizer.apply(gradients, network.trainable_variables)
    return loss_now

# %% train-step | wrong, breaks tensor | a float, not a tensor | the loss as a tensor
def train_step(network, optimizer, points, labels):
    with tf.GradientTape() as tape:
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(
            labels=tf.cast(labels, tf.float32), logits=network(points, training=True)
        )
        loss_now = tf.reduce_mean(entropies)
    gradients = tape.gradient(loss_now, network.trainable_variables)
    optimizer.apply(gradients, network.trainable_variables)
    return float(loss_now)

# %% train-step | wrong | a NumPy number | the loss as a tensor
def train_step(network, optimizer, points, labels):
    with tf.GradientTape() as tape:
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(
            labels=tf.cast(labels, tf.float32), logits=network(points, training=True)
        )
        loss_now = tf.reduce_mean(entropies)
    gradients = tape.gradient(loss_now, network.trainable_variables)
    optimizer.apply(gradients, network.trainable_variables)
    return loss_now.numpy()

# %% train-step | wrong, breaks by-hand | train_on_batch | Write the step yourself
def train_step(network, optimizer, points, labels):
    network.compile(optimizer, keras.losses.BinaryCrossentropy(from_logits=True))
    return network.train_on_batch(points, labels)

# %% train-step | wrong, breaks loss | a sum
# Your loss is a sum over the batch; the exercise asks for the mean.
def train_step(network, optimizer, points, labels):
    with tf.GradientTape() as tape:
        loss_now = tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=network(points)))
    gradients = tape.gradient(loss_now, network.trainable_variables)
    optimizer.apply(gradients, network.trainable_variables)
    return loss_now

# %% train-step | wrong | the sign of the gradients
# The step goes uphill: a minus too many. The optimizer itself goes against the gradient that it is given.
def train_step(network, optimizer, points, labels):
    with tf.GradientTape() as tape:
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(
            labels=tf.cast(labels, tf.float32), logits=network(points, training=True)
        )
        loss_now = tf.reduce_mean(entropies)
    gradients = [-g for g in tape.gradient(loss_now, network.trainable_variables)]
    optimizer.apply(gradients, network.trainable_variables)
    return loss_now

# %% train-step | wrong | the loss made negative, so that it rises
# The step goes uphill: a minus too many. The optimizer itself goes against the gradient that it is given.
def train_step(network, optimizer, points, labels):
    with tf.GradientTape() as tape:
        loss_now = -tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=network(points)))
    gradients = tape.gradient(loss_now, network.trainable_variables)
    optimizer.apply(gradients, network.trainable_variables)
    return loss_now

# %% train-step | wrong, breaks one-step | never applied
# The weights are what they were before. Was apply called, with the variables of the network that was given?
def train_step(network, optimizer, points, labels):
    with tf.GradientTape() as tape:
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(
            labels=tf.cast(labels, tf.float32), logits=network(points, training=True)
        )
        loss_now = tf.reduce_mean(entropies)
    gradients = tape.gradient(loss_now, network.trainable_variables)
    return loss_now

# %% train-step | wrong, breaks optimizer | the optimizer made anew
# An Adam of your own was used, with its own learning rate. Use the optimizer that the function is given.
def train_step(network, optimizer, points, labels):
    optimizer = keras.optimizers.Adam()
    with tf.GradientTape() as tape:
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(
            labels=tf.cast(labels, tf.float32), logits=network(points, training=True)
        )
        loss_now = tf.reduce_mean(entropies)
    gradients = tape.gradient(loss_now, network.trainable_variables)
    optimizer.apply(gradients, network.trainable_variables)
    return loss_now

# %% train-step | wrong, breaks optimizer | a new optimizer of the same settings
# The optimizer was made anew in each step: Adam's averages begin at 0 each time. Use the one that the function is
# given.
def train_step(network, optimizer, points, labels):
    optimizer = type(optimizer).from_config(optimizer.get_config())
    with tf.GradientTape() as tape:
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(
            labels=tf.cast(labels, tf.float32), logits=network(points, training=True)
        )
        loss_now = tf.reduce_mean(entropies)
    gradients = tape.gradient(loss_now, network.trainable_variables)
    optimizer.apply(gradients, network.trainable_variables)
    return loss_now

# %% train-step | wrong, breaks before | nothing returned | return
def train_step(network, optimizer, points, labels):
    with tf.GradientTape() as tape:
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(
            labels=tf.cast(labels, tf.float32), logits=network(points, training=True)
        )
        loss_now = tf.reduce_mean(entropies)
    gradients = tape.gradient(loss_now, network.trainable_variables)
    optimizer.apply(gradients, network.trainable_variables)

# %% train-step | wrong | loss outside the tape | Every gradient is None
def train_step(network, optimizer, points, labels):
    with tf.GradientTape() as tape:
        z = network(points, training=True)
    loss_now = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=z))
    gradients = tape.gradient(loss_now, network.trainable_variables)
    optimizer.apply(gradients, network.trainable_variables)
    return loss_now

# %% train-step | wrong | .numpy() inside | Every gradient is None
def train_step(network, optimizer, points, labels):
    with tf.GradientTape() as tape:
        z = network(points).numpy()
        loss_now = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=z))
    gradients = tape.gradient(loss_now, network.trainable_variables)
    optimizer.apply(gradients, network.trainable_variables)
    return loss_now

# %% train-step | wrong | predict inside | Every gradient is None
def train_step(network, optimizer, points, labels):
    with tf.GradientTape() as tape:
        z = network.predict(points, verbose=0)
        loss_now = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=z))
    gradients = tape.gradient(loss_now, network.trainable_variables)
    optimizer.apply(gradients, network.trainable_variables)
    return loss_now

# %% train-step | wrong | labels not cast | cast the labels to tf.float32
def train_step(network, optimizer, points, labels):
    with tf.GradientTape() as tape:
        loss_now = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=network(points)))
    gradients = tape.gradient(loss_now, network.trainable_variables)
    optimizer.apply(gradients, network.trainable_variables)
    return loss_now

# %% train-step | wrong | labels of shape (N,), by hand
# Every logit is compared with every label: labels of shape (N,) against logits of shape (N, 1) make N × N numbers.
# Give both the shape (N, 1).
def train_step(network, optimizer, points, labels):
    with tf.GradientTape() as tape:
        z, y = network(points), tf.cast(labels[:, 0], tf.float32)
        loss_now = tf.reduce_mean(tf.math.softplus(z) - y * z)
    gradients = tape.gradient(loss_now, network.trainable_variables)
    optimizer.apply(gradients, network.trainable_variables)
    return loss_now

# %% train-step | wrong | labels of shape (N,), TensorFlow's function | Labels and logits differ in shape
def train_step(network, optimizer, points, labels):
    with tf.GradientTape() as tape:
        loss_now = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels[:, 0], tf.float32), logits=network(points)))
    gradients = tape.gradient(loss_now, network.trainable_variables)
    optimizer.apply(gradients, network.trainable_variables)
    return loss_now

# %% train-step | wrong, breaks all-variables | the last layer only
# Only the last layer was trained. The gradients of all of network.trainable_variables are asked for.
def train_step(network, optimizer, points, labels):
    with tf.GradientTape() as tape:
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(
            labels=tf.cast(labels, tf.float32), logits=network(points, training=True)
        )
        loss_now = tf.reduce_mean(entropies)
    variables = network.layers[-1].trainable_variables
    optimizer.apply(tape.gradient(loss_now, variables), variables)
    return loss_now

# %% train-step | wrong, breaks all-variables | the kernels only
# Only the kernels were trained, not the biases: use all of network.trainable_variables.
def train_step(network, optimizer, points, labels):
    with tf.GradientTape() as tape:
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(
            labels=tf.cast(labels, tf.float32), logits=network(points, training=True)
        )
        loss_now = tf.reduce_mean(entropies)
    variables = [v for v in network.trainable_variables if len(v.shape) == 2]
    optimizer.apply(tape.gradient(loss_now, variables), variables)
    return loss_now

# %% train-step | wrong | the adam of the exercise before | belongs to another network already
def train_step(network, optimizer, points, labels):
    with tf.GradientTape() as tape:
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(
            labels=tf.cast(labels, tf.float32), logits=network(points, training=True)
        )
        loss_now = tf.reduce_mean(entropies)
    gradients = tape.gradient(loss_now, network.trainable_variables)
    adam.apply(gradients, network.trainable_variables)
    return loss_now

# %% train-step | wrong | a new network in the step | belongs to another network already
def train_step(network, optimizer, points, labels):
    network = build_network()
    with tf.GradientTape() as tape:
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(
            labels=tf.cast(labels, tf.float32), logits=network(points, training=True)
        )
        loss_now = tf.reduce_mean(entropies)
    gradients = tape.gradient(loss_now, network.trainable_variables)
    optimizer.apply(gradients, network.trainable_variables)
    return loss_now

# %% train-step | wrong, breaks batch | all the points of the lesson
# This step is made with all 200 points of the lesson, not with the batch that the function was given.
all_points, all_labels = points, labels

def train_step(network, optimizer, points, labels):
    with tf.GradientTape() as tape:
        z = network(all_points)
        loss_now = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(all_labels, tf.float32), logits=z))
    optimizer.apply(tape.gradient(loss_now, network.trainable_variables), network.trainable_variables)
    return loss_now

# %% train-step | wrong, breaks before | the loss after the step
# The loss is computed anew after the step. Return the loss that the tape has recorded, before the step.
def train_step(network, optimizer, points, labels):
    with tf.GradientTape() as tape:
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(
            labels=tf.cast(labels, tf.float32), logits=network(points, training=True)
        )
        loss_now = tf.reduce_mean(entropies)
    gradients = tape.gradient(loss_now, network.trainable_variables)
    optimizer.apply(gradients, network.trainable_variables)
    return keras.losses.BinaryCrossentropy(from_logits=True)(labels, network(points))

# %% train-step | wrong | sigmoid before
# A sigmoid was applied before the cross-entropy, which applies its own: the logits were squeezed twice.
def train_step(network, optimizer, points, labels):
    with tf.GradientTape() as tape:
        p = tf.sigmoid(network(points))
        loss_now = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=p))
    gradients = tape.gradient(loss_now, network.trainable_variables)
    optimizer.apply(gradients, network.trainable_variables)
    return loss_now

# %% train-step | wrong | Keras's loss without from_logits
# The logits were taken for probabilities: Keras's loss needs from_logits=True.
def train_step(network, optimizer, points, labels):
    with tf.GradientTape() as tape:
        loss_now = keras.losses.BinaryCrossentropy()(labels, network(points))
    gradients = tape.gradient(loss_now, network.trainable_variables)
    optimizer.apply(gradients, network.trainable_variables)
    return loss_now

# %% train-step | wrong, breaks loss | the mean squared error
# This is the squared error of the logits. Asked for is sigmoid cross-entropy.
def train_step(network, optimizer, points, labels):
    with tf.GradientTape() as tape:
        loss_now = tf.reduce_mean((network(points) - tf.cast(labels, tf.float32)) ** 2)
    gradients = tape.gradient(loss_now, network.trainable_variables)
    optimizer.apply(gradients, network.trainable_variables)
    return loss_now

# %% train-step | wrong | zip forgotten | takes 2 positional arguments
def train_step(network, optimizer, points, labels):
    with tf.GradientTape() as tape:
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(
            labels=tf.cast(labels, tf.float32), logits=network(points, training=True)
        )
        loss_now = tf.reduce_mean(entropies)
    gradients = tape.gradient(loss_now, network.trainable_variables)
    optimizer.apply_gradients(gradients, network.trainable_variables)
    return loss_now

# %% train-step | wrong | the tape asked twice | asked for gradients twice
def train_step(network, optimizer, points, labels):
    with tf.GradientTape() as tape:
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(
            labels=tf.cast(labels, tf.float32), logits=network(points, training=True)
        )
        loss_now = tf.reduce_mean(entropies)
    first = tape.gradient(loss_now, network.layers[0].trainable_variables)
    second = tape.gradient(loss_now, network.layers[1].trainable_variables)
    optimizer.apply(first + second, network.trainable_variables)
    return loss_now

# %% training-loop | right | a while loop, cut with min
def train(network, optimizer, points, labels, epochs, batch_size):
    history = []
    while len(history) < epochs:
        begin, total = 0, 0.0
        while begin < len(points):
            end = min(begin + batch_size, len(points))
            total += float(train_step(network, optimizer, points[begin:end], labels[begin:end])) * (end - begin)
            begin = end
        history.append(total / len(points))
    return history

# %% training-loop | right | a tf.data pipeline, Keras's metric
def train(network, optimizer, points, labels, epochs, batch_size):
    batches = tf.data.Dataset.from_tensor_slices((points, labels)).batch(batch_size)
    mean, history = keras.metrics.Mean(), []
    for _ in range(epochs):
        mean.reset_state()
        for batch, its_labels in batches:
            mean.update_state(train_step(network, optimizer, batch, its_labels), sample_weight=len(batch))
        history.append(mean.result())
    return history

# %% training-loop | right | np.array_split at the cuts, np.average
def train(network, optimizer, points, labels, epochs, batch_size):
    cuts = range(batch_size, len(points), batch_size)
    parts = list(zip(np.split(points, cuts), np.split(labels, cuts)))
    sizes = [len(p) for p, _ in parts]
    one_epoch = lambda: [float(train_step(network, optimizer, p, y)) for p, y in parts]
    return np.array([np.average(one_epoch(), weights=sizes) for _ in range(epochs)])

# %% training-loop | right | with a compiled step
def train(network, optimizer, points, labels, epochs, batch_size):
    step = tf.function(lambda p, y: train_step(network, optimizer, p, y))
    losses = []
    for epoch in range(epochs):
        total = 0.0
        for i in range(-(-len(points) // batch_size)):
            rows = slice(i * batch_size, (i + 1) * batch_size)
            total += step(tf.constant(points[rows]), tf.constant(labels[rows])).numpy() * len(points[rows])
        losses.append(total / len(points))
    return losses

# %% training-loop | wrong, breaks last-batch | last batch left out
# The last, smaller batch is left out: a slice may reach over the end, so go on until the last point.
def train(network, optimizer, points, labels, epochs, batch_size):
    epoch_losses = []
    for _ in range(epochs):
        total = 0.0
        for begin in range(0, len(points) - batch_size + 1, batch_size):
            batch = points[begin : begin + batch_size]
            batch_loss = train_step(network, optimizer, batch, labels[begin : begin + batch_size])
            total += float(batch_loss) * len(batch)
        epoch_losses.append(total / (len(points) // batch_size * batch_size))
    return epoch_losses

# %% training-loop | wrong | number of batches rounded down
# The last, smaller batch is left out: a slice may reach over the end, so go on until the last point.
def train(network, optimizer, points, labels, epochs, batch_size):
    steps, history = len(points) // batch_size, []
    for _ in range(epochs):
        losses = []
        for k in range(steps):
            rows = slice(k * batch_size, (k + 1) * batch_size)
            losses.append(float(train_step(network, optimizer, points[rows], labels[rows])))
        history.append(np.mean(losses))
    return history

# %% training-loop | wrong, breaks weighted | simple mean
# This is the simple mean of the batches' losses. The last, smaller batch counts less: weigh each loss by the size
# of its batch.
def train(network, optimizer, points, labels, epochs, batch_size):
    epoch_losses = []
    for _ in range(epochs):
        total = 0.0
        for begin in range(0, len(points), batch_size):
            batch = points[begin : begin + batch_size]
            batch_loss = train_step(network, optimizer, batch, labels[begin : begin + batch_size])
            total += float(batch_loss) 
        epoch_losses.append(total / len(range(0, len(points), batch_size)))
    return epoch_losses

# %% training-loop | wrong, breaks each-epoch | loss of the last batch
# This is the loss of the last batch of each epoch. Asked for is the mean over its batches.
def train(network, optimizer, points, labels, epochs, batch_size):
    epoch_losses = []
    for _ in range(epochs):
        total = 0.0
        for begin in range(0, len(points), batch_size):
            batch = points[begin : begin + batch_size]
            batch_loss = train_step(network, optimizer, batch, labels[begin : begin + batch_size])
            total += float(batch_loss) * len(batch)
        epoch_losses.append(float(batch_loss))
    return epoch_losses

# %% training-loop | wrong, breaks in-order | shuffled | no shuffling
def train(network, optimizer, points, labels, epochs, batch_size):
    epoch_losses = []
    for _ in range(epochs):
        total = 0.0
        order = np.random.permutation(len(points))
        points, labels = points[order], labels[order]
        for begin in range(0, len(points), batch_size):
            batch = points[begin : begin + batch_size]
            batch_loss = train_step(network, optimizer, batch, labels[begin : begin + batch_size])
            total += float(batch_loss) * len(batch)
        epoch_losses.append(total / len(points))
    return epoch_losses

# %% training-loop | wrong, breaks optimizer | the optimizer made anew in each step
# The optimizer was made anew in each step: Adam's averages begin at 0 each time. Use the one that the function is
# given.
def train(network, optimizer, points, labels, epochs, batch_size):
    epoch_losses = []
    for _ in range(epochs):
        total = 0.0
        for begin in range(0, len(points), batch_size):
            batch = points[begin : begin + batch_size]
            batch_loss = train_step(network, type(optimizer).from_config(optimizer.get_config()), batch, labels[begin : begin + batch_size])
            total += float(batch_loss) * len(batch)
        epoch_losses.append(total / len(points))
    return epoch_losses

# %% training-loop | wrong | the optimizer made anew in each epoch
# The optimizer is made anew in each epoch. Use the one that train was given, all the time.
def train(network, optimizer, points, labels, epochs, batch_size):
    epoch_losses = []
    for _ in range(epochs):
        total = 0.0
        optimizer = type(optimizer).from_config(optimizer.get_config())
        for begin in range(0, len(points), batch_size):
            batch = points[begin : begin + batch_size]
            batch_loss = train_step(network, optimizer, batch, labels[begin : begin + batch_size])
            total += float(batch_loss) * len(batch)
        epoch_losses.append(total / len(points))
    return epoch_losses

# %% training-loop | wrong, breaks epochs | one epoch only
# The data were gone through once only: repeat it for each epoch.
def train(network, optimizer, points, labels, epochs, batch_size):
    epoch_losses = []
    for _ in range(epochs):
        total = 0.0
        for begin in range(0, len(points), batch_size):
            batch = points[begin : begin + batch_size]
            batch_loss = train_step(network, optimizer, batch, labels[begin : begin + batch_size])
            total += float(batch_loss) * len(batch)
        epoch_losses.append(total / len(points))
        return epoch_losses

# %% training-loop | wrong | all points in each step
# Each step takes all the points at once. Cut them into batches of batch_size.
def train(network, optimizer, points, labels, epochs, batch_size):
    epoch_losses = []
    for _ in range(epochs):
        total = 0.0
        for begin in range(1):
            batch = points
            batch_loss = train_step(network, optimizer, batch, labels)
            total += float(batch_loss) * len(batch)
        epoch_losses.append(total / len(points))
    return epoch_losses

# %% training-loop | wrong | the first batch again and again
# Every step takes the first batch again: let the beginning move on.
def train(network, optimizer, points, labels, epochs, batch_size):
    epoch_losses = []
    for _ in range(epochs):
        total = 0.0
        for begin in range(0, len(points), batch_size):
            batch = points[:batch_size]
            batch_loss = train_step(network, optimizer, batch, labels[:batch_size])
            total += float(batch_loss)
        epoch_losses.append(total / len(range(0, len(points), batch_size)))
    return epoch_losses

# %% training-loop | wrong, breaks batch-size | batches of 32
# The batches have 32 points. Asked for is batch_size, which may be another number.
def train(network, optimizer, points, labels, epochs, batch_size):
    epoch_losses = []
    for _ in range(epochs):
        total = 0.0
        for begin in range(0, len(points), 32):
            batch = points[begin : begin + 32]
            batch_loss = train_step(network, optimizer, batch, labels[begin : begin + 32])
            total += float(batch_loss) * len(batch)
        epoch_losses.append(total / len(points))
    return epoch_losses

# %% training-loop | wrong | the sum over the batches
# This is the sum of the batches' losses. Asked for is their mean, weighted by the sizes.
def train(network, optimizer, points, labels, epochs, batch_size):
    epoch_losses = []
    for _ in range(epochs):
        total = 0.0
        for begin in range(0, len(points), batch_size):
            batch = points[begin : begin + batch_size]
            batch_loss = train_step(network, optimizer, batch, labels[begin : begin + batch_size])
            total += float(batch_loss) 
        epoch_losses.append(total)
    return epoch_losses

# %% training-loop | wrong | total not set back
# The total is not set back to 0 at the beginning of an epoch.
def train(network, optimizer, points, labels, epochs, batch_size):
    epoch_losses = []
    total = 0.0
    for _ in range(epochs):
        for begin in range(0, len(points), batch_size):
            batch = points[begin : begin + batch_size]
            batch_loss = train_step(network, optimizer, batch, labels[begin : begin + batch_size])
            total += float(batch_loss) * len(batch)
        epoch_losses.append(total / len(points))
    return epoch_losses

# %% training-loop | wrong | last batch counted as a full one
# The last batch is counted as if it were full: multiply by the number of points that are in it.
def train(network, optimizer, points, labels, epochs, batch_size):
    epoch_losses = []
    for _ in range(epochs):
        total = 0.0
        for begin in range(0, len(points), batch_size):
            batch = points[begin : begin + batch_size]
            batch_loss = train_step(network, optimizer, batch, labels[begin : begin + batch_size])
            total += float(batch_loss) * batch_size
        epoch_losses.append(total / len(points))
    return epoch_losses

# %% training-loop | wrong | nothing returned | return
def train(network, optimizer, points, labels, epochs, batch_size):
    epoch_losses = []
    for _ in range(epochs):
        total = 0.0
        for begin in range(0, len(points), batch_size):
            batch = points[begin : begin + batch_size]
            batch_loss = train_step(network, optimizer, batch, labels[begin : begin + batch_size])
            total += float(batch_loss) * len(batch)
        epoch_losses.append(total / len(points))

# %% training-loop | wrong, breaks each-epoch | one number returned | a list of losses is asked for
def train(network, optimizer, points, labels, epochs, batch_size):
    epoch_losses = []
    for _ in range(epochs):
        total = 0.0
        for begin in range(0, len(points), batch_size):
            batch = points[begin : begin + batch_size]
            batch_loss = train_step(network, optimizer, batch, labels[begin : begin + batch_size])
            total += float(batch_loss) * len(batch)
        epoch_losses.append(total / len(points))
    return epoch_losses[-1]

# %% training-loop | wrong | labels of the wrong rows | differ in shape
def train(network, optimizer, points, labels, epochs, batch_size):
    epoch_losses = []
    for _ in range(epochs):
        total = 0.0
        for begin in range(0, len(points), batch_size):
            batch = points[begin : begin + batch_size]
            batch_loss = train_step(network, optimizer, batch, labels[begin:])
            total += float(batch_loss) * len(batch)
        epoch_losses.append(total / len(points))
    return epoch_losses

# %% training-loop | wrong, breaks in-order | fit, shuffled | no shuffling
def train(network, optimizer, points, labels, epochs, batch_size):
    network.compile(optimizer, keras.losses.BinaryCrossentropy(from_logits=True))
    return network.fit(points, labels, batch_size=batch_size, epochs=epochs, verbose=0).history["loss"]

# %% training-loop | wrong | loss of the first batch
# This is the loss of the first batch of each epoch. Asked for is the mean over its batches.
def train(network, optimizer, points, labels, epochs, batch_size):
    epoch_losses = []
    for _ in range(epochs):
        losses = []
        for begin in range(0, len(points), batch_size):
            end = begin + batch_size
            losses.append(float(train_step(network, optimizer, points[begin:end], labels[begin:end])))
        epoch_losses.append(losses[0])
    return epoch_losses

# %% training-loop | wrong | the sum over the points
# This is the sum over all examples. Divide by the number of points.
def train(network, optimizer, points, labels, epochs, batch_size):
    epoch_losses = []
    for _ in range(epochs):
        total = 0.0
        for begin in range(0, len(points), batch_size):
            batch = points[begin : begin + batch_size]
            total += float(train_step(network, optimizer, batch, labels[begin : begin + batch_size])) * len(batch)
        epoch_losses.append(total)
    return epoch_losses

# %% quiz-training-only | right | in capitals
answer_training_only = "B"

# %% quiz-training-only | right | with spaces
answer_training_only = " b "

# %% quiz-tracing | right | in capitals
answer_tracing = "B"

# %% quiz-tracing | right | with spaces
answer_tracing = " b "

# %% quiz-training-only | wrong | a | wants labels of the logits' type
answer_training_only = "a"

# %% quiz-training-only | wrong | c | what is printed, too
answer_training_only = "c"

# %% quiz-training-only | wrong | d | The tape only listens
answer_training_only = "d"

# %% quiz-training-only | wrong | not a letter | none of the letters
answer_training_only = "yes"

# %% quiz-tracing | wrong | a | what an eager step does
answer_tracing = "a"

# %% quiz-tracing | wrong | c | on symbols
answer_tracing = "c"

# %% quiz-tracing | wrong | d | print is allowed
answer_tracing = "d"

# %% quiz-tracing | wrong | not a letter | none of the letters
answer_tracing = "yes"

# %% compile-step | right | tf.function as a call, a lambda
def compile_step(network, optimizer):
    return tf.function(lambda p, y: train_step(network, optimizer, p, y))

# %% compile-step | right | built first, retracing reduced
def compile_step(network, optimizer):
    optimizer.build(network.trainable_variables)

    @tf.function(reduce_retracing=True)
    def quick(points, labels):
        return train_step(network, optimizer, points, labels)

    return quick

# %% compile-step | right | compiled with its four arguments, in a plain function
def compile_step(network, optimizer):
    compiled = tf.function(train_step)

    def step(points, labels):
        return compiled(network, optimizer, points, labels)

    return step

# %% compile-step | right | functools.partial
from functools import partial

def compile_step(network, optimizer):
    return tf.function(partial(train_step, network, optimizer))

# %% compile-step | right | the step written out
def compile_step(network, optimizer):
    bce = keras.losses.BinaryCrossentropy(from_logits=True)

    @tf.function
    def step(points, labels):
        with tf.GradientTape() as tape:
            value = bce(labels, network(points, training=True))
        optimizer.apply(tape.gradient(value, network.trainable_variables), network.trainable_variables)
        return value

    return step

# %% compile-step | wrong, breaks compiled | not compiled | the step is not compiled
def compile_step(network, optimizer):
    def step(points, labels):
        return train_step(network, optimizer, points, labels)

    return step

# %% compile-step | wrong, breaks once | compiled anew in each call | compiled anew
def compile_step(network, optimizer):
    optimizer.build(network.trainable_variables)

    def step(points, labels):
        return tf.function(train_step)(network, optimizer, points, labels)

    return step

# %% compile-step | wrong, breaks two-arguments | called, not returned | could not be called
def compile_step(network, optimizer):
    @tf.function
    def step():
        return train_step(network, optimizer, points, labels)

    return step()

# %% compile-step | wrong | float inside | could not be called
def compile_step(network, optimizer):
    @tf.function
    def step(points, labels):
        return train_step(network, optimizer, points, labels).numpy()

    return step

# %% compile-step | wrong, breaks loss | the loss not returned | Instead of a loss there is None
def compile_step(network, optimizer):
    @tf.function
    def step(points, labels):
        train_step(network, optimizer, points, labels)

    return step

# %% compile-step | wrong | optimizer made inside | could not be called
def compile_step(network, optimizer):
    @tf.function
    def step(points, labels):
        return train_step(network, keras.optimizers.Adam(), points, labels)

    return step

# %% compile-step | wrong, breaks network | another network | does not use the network
def compile_step(network, optimizer):
    own = build_network()

    @tf.function
    def step(points, labels):
        return train_step(own, optimizer, points, labels)

    return step

# %% compile-step | wrong, breaks compiled | run eagerly after all | the step is not compiled
def compile_step(network, optimizer):
    step = tf.function(lambda p, y: train_step(network, optimizer, p, y))
    return step.python_function

# %% compile-step | wrong, breaks two-arguments | four arguments | could not be called
def compile_step(network, optimizer):
    return tf.function(train_step)

# %% equal-to-fit | right | with train, flat arrays
by_fit = build_network()
by_fit.compile(keras.optimizers.Adam(learning_rate=0.01), keras.losses.BinaryCrossentropy(from_logits=True))
by_fit.fit(points, labels, batch_size=32, epochs=5, shuffle=False, verbose=0)
by_loop = build_network()
train(by_loop, keras.optimizers.Adam(learning_rate=0.01), points, labels, 5, 32)
flat = [np.concatenate([w.ravel() for w in n.get_weights()]) for n in (by_fit, by_loop)]
largest_difference = np.max(np.abs(flat[0] - flat[1]))

# %% equal-to-fit | right | run eagerly, tensors compared
by_fit = build_network()
by_fit.compile(keras.optimizers.Adam(learning_rate=0.01), keras.losses.BinaryCrossentropy(from_logits=True), run_eagerly=True)
by_fit.fit(points, labels, batch_size=32, epochs=5, shuffle=False, verbose=0)
by_loop = build_network()
train(by_loop, keras.optimizers.Adam(learning_rate=0.01), points, labels, 5, 32)
largest_difference = tf.reduce_max([tf.reduce_max(tf.abs(a - b)) for a, b in zip(by_fit.weights, by_loop.weights)])

# %% equal-to-fit | right | a dataset, a compiled step, a plain loop for the difference
batches = tf.data.Dataset.from_tensor_slices((points, labels)).batch(32)
by_fit, by_loop = build_network(), build_network()
by_fit.compile(optimizer=keras.optimizers.Adam(0.01), loss=keras.losses.BinaryCrossentropy(from_logits=True))
by_fit.fit(batches, epochs=5, verbose=0)
quick = compile_step(by_loop, keras.optimizers.Adam(0.01))
for epoch in range(5):
    for p, y in batches:
        quick(p, y)
largest_difference = 0.0
for a, b in zip(by_fit.get_weights(), by_loop.get_weights()):
    largest_difference = max(largest_difference, float(np.max(np.abs(a - b))))

# %% equal-to-fit | wrong, breaks in-order | shuffled | Are the rate 0.01 and the loss one of logits
by_fit = build_network()
by_fit.compile(keras.optimizers.Adam(learning_rate=0.01), keras.losses.BinaryCrossentropy(from_logits=True))
by_fit.fit(points, labels, batch_size=32, epochs=5, verbose=0)
by_loop = build_network()
train(by_loop, keras.optimizers.Adam(learning_rate=0.01), points, labels, 5, 32)
largest_difference = max(np.abs(a - b).max() for a, b in zip(by_fit.get_weights(), by_loop.get_weights()))

# %% equal-to-fit | wrong | last batch left out of the loop | A new network, with an Adam(0.01) of its own
by_fit = build_network()
by_fit.compile(keras.optimizers.Adam(learning_rate=0.01), keras.losses.BinaryCrossentropy(from_logits=True))
by_fit.fit(points, labels, batch_size=32, epochs=5, shuffle=False, verbose=0)
by_loop = build_network()
step = compile_step(by_loop, keras.optimizers.Adam(learning_rate=0.01))
for _ in range(5):
    for k in range(len(points) // 32):
        step(points[32 * k : 32 * k + 32], labels[32 * k : 32 * k + 32])
largest_difference = max(np.abs(a - b).max() for a, b in zip(by_fit.get_weights(), by_loop.get_weights()))

# %% equal-to-fit | wrong, breaks own-network | the loop goes on with the trained network | A new network, with an Adam(0.01) of its own
by_fit = build_network()
by_fit.compile(keras.optimizers.Adam(learning_rate=0.01), keras.losses.BinaryCrossentropy(from_logits=True))
by_fit.fit(points, labels, batch_size=32, epochs=5, shuffle=False, verbose=0)
by_loop = build_network()
by_loop.set_weights(by_fit.get_weights())
train(by_loop, keras.optimizers.Adam(learning_rate=0.01), points, labels, 5, 32)
largest_difference = max(np.abs(a - b).max() for a, b in zip(by_fit.get_weights(), by_loop.get_weights()))

# %% equal-to-fit | wrong | one optimizer for both | Unknown variable
adam_here = keras.optimizers.Adam(learning_rate=0.01)
by_fit = build_network()
by_fit.compile(adam_here, keras.losses.BinaryCrossentropy(from_logits=True))
by_fit.fit(points, labels, batch_size=32, epochs=5, shuffle=False, verbose=0)
by_loop = build_network()
train(by_loop, adam_here, points, labels, 5, 32)
largest_difference = max(np.abs(a - b).max() for a, b in zip(by_fit.get_weights(), by_loop.get_weights()))

# %% equal-to-fit | wrong, breaks rate | default rate in fit | Are the rate 0.01 and the loss one of logits
by_fit = build_network()
by_fit.compile("adam", keras.losses.BinaryCrossentropy(from_logits=True))
by_fit.fit(points, labels, batch_size=32, epochs=5, shuffle=False, verbose=0)
by_loop = build_network()
train(by_loop, keras.optimizers.Adam(learning_rate=0.01), points, labels, 5, 32)
largest_difference = max(np.abs(a - b).max() for a, b in zip(by_fit.get_weights(), by_loop.get_weights()))

# %% equal-to-fit | wrong, breaks loss | from_logits forgotten | Are the rate 0.01 and the loss one of logits
by_fit = build_network()
by_fit.compile(keras.optimizers.Adam(learning_rate=0.01), "binary_crossentropy")
by_fit.fit(points, labels, batch_size=32, epochs=5, shuffle=False, verbose=0)
by_loop = build_network()
train(by_loop, keras.optimizers.Adam(learning_rate=0.01), points, labels, 5, 32)
largest_difference = max(np.abs(a - b).max() for a, b in zip(by_fit.get_weights(), by_loop.get_weights()))

# %% equal-to-fit | wrong, breaks epochs | one epoch in the loop | A new network, with an Adam(0.01) of its own
by_fit = build_network()
by_fit.compile(keras.optimizers.Adam(learning_rate=0.01), keras.losses.BinaryCrossentropy(from_logits=True))
by_fit.fit(points, labels, batch_size=32, epochs=5, shuffle=False, verbose=0)
by_loop = build_network()
train(by_loop, keras.optimizers.Adam(learning_rate=0.01), points, labels, 1, 32)
largest_difference = max(np.abs(a - b).max() for a, b in zip(by_fit.get_weights(), by_loop.get_weights()))

# %% equal-to-fit | wrong, breaks difference | signs | with their signs
by_fit = build_network()
by_fit.compile(keras.optimizers.Adam(learning_rate=0.01), keras.losses.BinaryCrossentropy(from_logits=True))
by_fit.fit(points, labels, batch_size=32, epochs=5, shuffle=False, verbose=0)
by_loop = build_network()
train(by_loop, keras.optimizers.Adam(learning_rate=0.01), points, labels, 5, 32)
largest_difference = min((a - b).min() for a, b in zip(by_fit.get_weights(), by_loop.get_weights()))

# %% equal-to-fit | wrong | fit only, compared with itself | Your cell stopped
by_fit = build_network()
by_fit.compile(keras.optimizers.Adam(learning_rate=0.01), keras.losses.BinaryCrossentropy(from_logits=True))
by_fit.fit(points, labels, batch_size=32, epochs=5, shuffle=False, verbose=0)
largest_difference = max(np.abs(a - b).max() for a, b in zip(by_fit.get_weights(), by_loop.get_weights()))

# %% equal-to-fit | wrong, breaks batches | all in one batch | A new network, with an Adam(0.01) of its own
by_fit = build_network()
by_fit.compile(keras.optimizers.Adam(learning_rate=0.01), keras.losses.BinaryCrossentropy(from_logits=True))
by_fit.fit(points, labels, batch_size=32, epochs=5, shuffle=False, verbose=0)
by_loop = build_network()
train(by_loop, keras.optimizers.Adam(learning_rate=0.01), points, labels, 5, 200)
largest_difference = max(np.abs(a - b).max() for a, b in zip(by_fit.get_weights(), by_loop.get_weights()))

# %% equal-to-fit | wrong | a made-up difference | of your two networks differ by up to
by_fit = build_network()
by_fit.compile(keras.optimizers.Adam(learning_rate=0.01), keras.losses.BinaryCrossentropy(from_logits=True))
by_fit.fit(points, labels, batch_size=32, epochs=5, shuffle=False, verbose=0)
by_loop = build_network()
train(by_loop, keras.optimizers.Adam(learning_rate=0.01), points, labels, 5, 32)
largest_difference = 0.5

# %% equal-to-fit | wrong, breaks difference | a list of differences | one number is asked for
by_fit = build_network()
by_fit.compile(keras.optimizers.Adam(learning_rate=0.01), keras.losses.BinaryCrossentropy(from_logits=True))
by_fit.fit(points, labels, batch_size=32, epochs=5, shuffle=False, verbose=0)
by_loop = build_network()
train(by_loop, keras.optimizers.Adam(learning_rate=0.01), points, labels, 5, 32)
largest_difference = list(np.abs(a - b).max() for a, b in zip(by_fit.get_weights(), by_loop.get_weights()))

# %% equal-to-fit | wrong | the loop never trained | A new network, with an Adam(0.01) of its own
by_fit = build_network()
by_fit.compile(keras.optimizers.Adam(learning_rate=0.01), keras.losses.BinaryCrossentropy(from_logits=True))
by_fit.fit(points, labels, batch_size=32, epochs=5, shuffle=False, verbose=0)
by_loop = build_network()
largest_difference = max(np.abs(a - b).max() for a, b in zip(by_fit.get_weights(), by_loop.get_weights()))

# %% mend-tapes | right | as they stand, mended line by line
def mended_a(network, points, labels):
    with tf.GradientTape() as tape:
        logits = network(points)
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=logits)
        loss = tf.reduce_mean(entropies)
    return tape.gradient(loss, network.trainable_variables)

def mended_b(network, points, labels):
    with tf.GradientTape() as tape:
        probabilities = tf.sigmoid(network(points))
        loss = tf.reduce_mean((probabilities - tf.cast(labels, tf.float32)) ** 2)
    return tape.gradient(loss, network.trainable_variables)

def mended_c(network, points, labels):
    with tf.GradientTape() as tape:
        logits = network(points)
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=logits)
        loss = tf.reduce_mean(entropies)
    return tape.gradient(loss, network.trainable_variables)

# %% mend-tapes | right | Keras's losses, a helper
def slopes_of(loss_of, network, points, labels):
    with tf.GradientTape() as tape:
        value = loss_of(labels, network(points, training=True))
    return tape.gradient(value, network.trainable_variables)

def mended_a(*batch):
    return slopes_of(keras.losses.BinaryCrossentropy(from_logits=True), *batch)

def mended_b(*batch):
    return slopes_of(lambda y, z: keras.losses.MeanSquaredError()(y, keras.ops.sigmoid(z)), *batch)

def mended_c(*batch):
    return tuple(slopes_of(keras.losses.BinaryCrossentropy(from_logits=True), *batch))

# %% mend-tapes | right | a persistent tape, each array by itself; math by hand
def mended_a(network, points, labels):
    y = tf.cast(labels, tf.float32)
    with tf.GradientTape(persistent=True) as tape:
        z = network(points)
        value = tf.reduce_mean(tf.math.softplus(z) - y * z)
    return [tape.gradient(value, v) for v in network.trainable_variables]

def mended_b(network, points, labels):
    with tf.GradientTape() as tape:
        probabilities = 1 / (1 + tf.exp(-network(points)))
        loss = tf.reduce_mean((probabilities - tf.cast(labels, tf.float32)) ** 2)
    return tape.gradient(loss, network.trainable_variables)

def mended_c(network, points, labels):
    with tf.GradientTape() as tape:
        logits = network(points)
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=logits)
        loss = tf.reduce_mean(entropies)
    return tape.gradient(loss, network.trainable_variables)

# %% mend-tapes | wrong | as they were | Every gradient is None
def mended_a(network, points, labels):
    with tf.GradientTape() as tape:
        logits = network(points)
    loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=logits))
    return tape.gradient(loss, network.trainable_variables)

def mended_b(network, points, labels):
    with tf.GradientTape() as tape:
        probabilities = tf.sigmoid(network(points))
        loss = tf.reduce_mean((probabilities - tf.cast(labels, tf.float32)) ** 2)
    return tape.gradient(loss, network.trainable_variables)

def mended_c(network, points, labels):
    with tf.GradientTape() as tape:
        logits = network(points)
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=logits)
        loss = tf.reduce_mean(entropies)
    return tape.gradient(loss, network.trainable_variables)

# %% mend-tapes | wrong | b with NumPy's mean | Every gradient is None
def mended_a(network, points, labels):
    with tf.GradientTape() as tape:
        logits = network(points)
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=logits)
        loss = tf.reduce_mean(entropies)
    return tape.gradient(loss, network.trainable_variables)

def mended_b(network, points, labels):
    with tf.GradientTape() as tape:
        probabilities = tf.sigmoid(network(points))
        loss = tf.constant(np.mean((probabilities - labels) ** 2))
    return tape.gradient(loss, network.trainable_variables)

def mended_c(network, points, labels):
    with tf.GradientTape() as tape:
        logits = network(points)
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=logits)
        loss = tf.reduce_mean(entropies)
    return tape.gradient(loss, network.trainable_variables)

# %% mend-tapes | wrong | c with predict_on_batch | Every gradient is None
def mended_a(network, points, labels):
    with tf.GradientTape() as tape:
        logits = network(points)
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=logits)
        loss = tf.reduce_mean(entropies)
    return tape.gradient(loss, network.trainable_variables)

def mended_b(network, points, labels):
    with tf.GradientTape() as tape:
        probabilities = tf.sigmoid(network(points))
        loss = tf.reduce_mean((probabilities - tf.cast(labels, tf.float32)) ** 2)
    return tape.gradient(loss, network.trainable_variables)

def mended_c(network, points, labels):
    with tf.GradientTape() as tape:
        logits = network.predict_on_batch(points)
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=logits)
        loss = tf.reduce_mean(entropies)
    return tape.gradient(loss, network.trainable_variables)

# %% mend-tapes | right | b with NumPy labels, which a subtraction takes as they are
def mended_a(network, points, labels):
    with tf.GradientTape() as tape:
        logits = network(points)
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=logits)
        loss = tf.reduce_mean(entropies)
    return tape.gradient(loss, network.trainable_variables)

def mended_b(network, points, labels):
    with tf.GradientTape() as tape:
        probabilities = tf.sigmoid(network(points))
        loss = tf.reduce_mean((probabilities - labels) ** 2)
    return tape.gradient(loss, network.trainable_variables)

def mended_c(network, points, labels):
    with tf.GradientTape() as tape:
        logits = network(points)
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=logits)
        loss = tf.reduce_mean(entropies)
    return tape.gradient(loss, network.trainable_variables)

# %% mend-tapes | wrong | a not cast | cast the labels to tf.float32
def mended_a(network, points, labels):
    with tf.GradientTape() as tape:
        logits = network(points)
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits)
        loss = tf.reduce_mean(entropies)
    return tape.gradient(loss, network.trainable_variables)

def mended_b(network, points, labels):
    with tf.GradientTape() as tape:
        probabilities = tf.sigmoid(network(points))
        loss = tf.reduce_mean((probabilities - tf.cast(labels, tf.float32)) ** 2)
    return tape.gradient(loss, network.trainable_variables)

def mended_c(network, points, labels):
    with tf.GradientTape() as tape:
        logits = network(points)
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=logits)
        loss = tf.reduce_mean(entropies)
    return tape.gradient(loss, network.trainable_variables)

# %% mend-tapes | wrong, breaks squared-error | b as cross-entropy
# This is the gradient of cross-entropy. broken_b wants the mean squared error of the probabilities.
def mended_a(network, points, labels):
    with tf.GradientTape() as tape:
        logits = network(points)
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=logits)
        loss = tf.reduce_mean(entropies)
    return tape.gradient(loss, network.trainable_variables)

def mended_b(network, points, labels):
    with tf.GradientTape() as tape:
        logits = network(points)
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=logits)
        loss = tf.reduce_mean(entropies)
    return tape.gradient(loss, network.trainable_variables)

def mended_c(network, points, labels):
    with tf.GradientTape() as tape:
        logits = network(points)
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=logits)
        loss = tf.reduce_mean(entropies)
    return tape.gradient(loss, network.trainable_variables)

# %% mend-tapes | wrong, breaks squared-error | b without the sigmoid
# This is the squared error of the logits: the sigmoid is missing.
def mended_a(network, points, labels):
    with tf.GradientTape() as tape:
        logits = network(points)
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=logits)
        loss = tf.reduce_mean(entropies)
    return tape.gradient(loss, network.trainable_variables)

def mended_b(network, points, labels):
    with tf.GradientTape() as tape:
        probabilities = network(points)
        loss = tf.reduce_mean((probabilities - tf.cast(labels, tf.float32)) ** 2)
    return tape.gradient(loss, network.trainable_variables)

def mended_c(network, points, labels):
    with tf.GradientTape() as tape:
        logits = network(points)
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=logits)
        loss = tf.reduce_mean(entropies)
    return tape.gradient(loss, network.trainable_variables)

# %% mend-tapes | wrong, breaks cross-entropy | a sum in a
# Your loss is a sum over the batch; the exercise asks for the mean.
def mended_a(network, points, labels):
    with tf.GradientTape() as tape:
        logits = network(points)
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=logits)
        loss = tf.reduce_sum(entropies)
    return tape.gradient(loss, network.trainable_variables)

def mended_b(network, points, labels):
    with tf.GradientTape() as tape:
        probabilities = tf.sigmoid(network(points))
        loss = tf.reduce_mean((probabilities - tf.cast(labels, tf.float32)) ** 2)
    return tape.gradient(loss, network.trainable_variables)

def mended_c(network, points, labels):
    with tf.GradientTape() as tape:
        logits = network(points)
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=logits)
        loss = tf.reduce_mean(entropies)
    return tape.gradient(loss, network.trainable_variables)

# %% mend-tapes | wrong, breaks gradients | gradient of the kernels only | which is not the number asked for
def mended_a(network, points, labels):
    with tf.GradientTape() as tape:
        logits = network(points)
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=logits)
        loss = tf.reduce_mean(entropies)
    return tape.gradient(loss, network.trainable_variables)

def mended_b(network, points, labels):
    with tf.GradientTape() as tape:
        probabilities = tf.sigmoid(network(points))
        loss = tf.reduce_mean((probabilities - tf.cast(labels, tf.float32)) ** 2)
    return tape.gradient(loss, network.trainable_variables)

def mended_c(network, points, labels):
    with tf.GradientTape() as tape:
        logits = network(points)
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=logits)
        loss = tf.reduce_mean(entropies)
    return tape.gradient(loss, [v for v in network.trainable_variables if len(v.shape) == 2])

# %% mend-tapes | wrong, breaks gradients | c gives the loss | a list of gradients is asked for
def mended_a(network, points, labels):
    with tf.GradientTape() as tape:
        logits = network(points)
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=logits)
        loss = tf.reduce_mean(entropies)
    return tape.gradient(loss, network.trainable_variables)

def mended_b(network, points, labels):
    with tf.GradientTape() as tape:
        probabilities = tf.sigmoid(network(points))
        loss = tf.reduce_mean((probabilities - tf.cast(labels, tf.float32)) ** 2)
    return tape.gradient(loss, network.trainable_variables)

def mended_c(network, points, labels):
    with tf.GradientTape() as tape:
        logits = network(points)
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=logits)
        loss = tf.reduce_mean(entropies)
    return loss

# %% mend-tapes | wrong | zeros in place of None
# There are only zeros: no way leads from the weights to the loss on this tape, as with None.
def mended_a(network, points, labels):
    with tf.GradientTape() as tape:
        logits = network(points)
    loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=logits))
    found = tape.gradient(loss, network.trainable_variables)
    return [tf.zeros(v.shape) if g is None else g for g, v in zip(found, network.trainable_variables)]

def mended_b(network, points, labels):
    with tf.GradientTape() as tape:
        probabilities = tf.sigmoid(network(points))
        loss = tf.reduce_mean((probabilities - tf.cast(labels, tf.float32)) ** 2)
    return tape.gradient(loss, network.trainable_variables)

def mended_c(network, points, labels):
    with tf.GradientTape() as tape:
        logits = network(points)
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=logits)
        loss = tf.reduce_mean(entropies)
    return tape.gradient(loss, network.trainable_variables)

# %% mend-tapes | wrong | a with the wrong sign
# The gradients have the wrong sign.
def mended_a(network, points, labels):
    with tf.GradientTape() as tape:
        logits = network(points)
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=logits)
        loss = tf.reduce_mean(entropies)
    return [-g for g in tape.gradient(loss, network.trainable_variables)]

def mended_b(network, points, labels):
    with tf.GradientTape() as tape:
        probabilities = tf.sigmoid(network(points))
        loss = tf.reduce_mean((probabilities - tf.cast(labels, tf.float32)) ** 2)
    return tape.gradient(loss, network.trainable_variables)

def mended_c(network, points, labels):
    with tf.GradientTape() as tape:
        logits = network(points)
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=logits)
        loss = tf.reduce_mean(entropies)
    return tape.gradient(loss, network.trainable_variables)

# %% mend-tapes | wrong | c with the squared error
# This is the gradient of the squared error. broken_c wants cross-entropy.
def mended_a(network, points, labels):
    with tf.GradientTape() as tape:
        logits = network(points)
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(labels, tf.float32), logits=logits)
        loss = tf.reduce_mean(entropies)
    return tape.gradient(loss, network.trainable_variables)

def mended_b(network, points, labels):
    with tf.GradientTape() as tape:
        probabilities = tf.sigmoid(network(points))
        loss = tf.reduce_mean((probabilities - tf.cast(labels, tf.float32)) ** 2)
    return tape.gradient(loss, network.trainable_variables)

def mended_c(network, points, labels):
    return mended_b(network, points, labels)

# %% clip | right | TensorFlow, min
def clip_gradients(gradients, limit):
    norm = tf.sqrt(tf.add_n([tf.reduce_sum(g**2) for g in gradients]))
    factor = tf.minimum(tf.cast(1.0, norm.dtype), limit / norm) if norm > 0 else 1.0
    return [factor * g for g in gradients]

# %% clip | right | TensorFlow's own norm, limit over the larger
def clip_gradients(gradients, limit):
    norm = tf.linalg.global_norm(gradients)
    return [g * tf.cast(limit / max(float(norm), limit), g.dtype) for g in map(tf.convert_to_tensor, gradients)]

# %% clip | right | one long vector, a tuple
def clip_gradients(gradients, limit):
    length = np.linalg.norm(np.concatenate([np.ravel(g) for g in gradients]))
    return tuple(np.asarray(g) / max(1.0, length / limit) for g in gradients)

# %% clip | right | a loop over the numbers
import math

def clip_gradients(gradients, limit):
    total = 0.0
    for g in gradients:
        for number in np.asarray(g).flat:
            total += float(number) ** 2
    if math.sqrt(total) > limit:
        gradients = [np.asarray(g) * limit / math.sqrt(total) for g in gradients]
    return gradients

# %% clip | wrong, breaks global | by value
# Each number is cut off by itself. That changes the direction: one factor for all is asked for.
def clip_gradients(gradients, limit):
    return [np.clip(g, -limit, limit) for g in gradients]

# %% clip | wrong, breaks global | each array by its own norm
# Each array is clipped by its own norm. The norm of all arrays together is asked for, and one factor.
def clip_gradients(gradients, limit):
    clipped = []
    for g in gradients:
        norm = np.linalg.norm(np.ravel(g))
        clipped.append(g * limit / norm if norm > limit else g)
    return clipped

# %% clip | wrong, breaks below | always scaled
# Scaled to the limit always. Where the norm is below the limit, nothing should change.
def clip_gradients(gradients, limit):
    norm = np.sqrt(sum(np.sum(np.square(g)) for g in gradients))
    return [g * limit / norm for g in gradients] if norm > 0 else gradients

# %% clip | wrong, breaks zero | always scaled, 0 divided by 0 | not
def clip_gradients(gradients, limit):
    norm = np.sqrt(sum(np.sum(np.square(g)) for g in gradients))
    return [g * limit / norm for g in gradients]

# %% clip | wrong | without the root
# The root is missing: the norm is the root of the sum of squares.
def clip_gradients(gradients, limit):
    norm = sum(np.sum(np.square(g)) for g in gradients)
    return [g * limit / norm for g in gradients] if norm > limit else gradients

# %% clip | wrong | the sum of the norms
# The norm here is the sum of the arrays' norms. First add all squares, then take one root.
def clip_gradients(gradients, limit):
    norm = sum(np.linalg.norm(np.ravel(g)) for g in gradients)
    return [g * min(1.0, limit / norm) for g in gradients] if norm else gradients

# %% clip | wrong | absolute values
# The norm here is a sum of absolute values. It is the root of the sum of squares.
def clip_gradients(gradients, limit):
    norm = sum(np.sum(np.abs(g)) for g in gradients)
    return [g * limit / norm for g in gradients] if norm > limit else gradients

# %% clip | wrong | to length 1
# Shortened to length 1, not to the limit: multiply by limit / norm.
def clip_gradients(gradients, limit):
    norm = np.sqrt(sum(np.sum(np.square(g)) for g in gradients))
    return [g / norm for g in gradients] if norm > limit else gradients

# %% clip | wrong | upside down
# The factor is upside down: limit / norm, not norm / limit.
def clip_gradients(gradients, limit):
    norm = np.sqrt(sum(np.sum(np.square(g)) for g in gradients))
    return [g * norm / limit for g in gradients] if norm > limit else gradients

# %% clip | wrong | the wrong way round | not right
def clip_gradients(gradients, limit):
    norm = np.sqrt(sum(np.sum(np.square(g)) for g in gradients))
    return [g * limit / norm for g in gradients] if 0 < norm < limit else gradients

# %% clip | wrong, breaks by-hand | ready-made | This is ready-made clipping
def clip_gradients(gradients, limit):
    return tf.clip_by_global_norm([tf.convert_to_tensor(g) for g in gradients], limit)[0]

# %% clip | wrong, breaks list | the norm returned, too | which is not the number asked for
def clip_gradients(gradients, limit):
    norm = np.sqrt(sum(np.sum(np.square(g)) for g in gradients))
    return [*(g * min(1, limit / norm) if norm else g for g in gradients), norm]

# %% clip | wrong | nothing returned | a list of gradients is asked for
def clip_gradients(gradients, limit):
    norm = np.sqrt(sum(np.sum(np.square(g)) for g in gradients))
    if norm > limit:
        gradients = [g * limit / norm for g in gradients]

# %% clip | wrong | nothing clipped
# Nothing was clipped.
def clip_gradients(gradients, limit):
    for g in gradients:
        g = np.clip(g, -limit, limit)
    return gradients

# %% clip | wrong | the largest of the norms
# The norm here is the largest of the arrays' norms. All squares together are asked for.
def clip_gradients(gradients, limit):
    norm = max(np.linalg.norm(np.ravel(g)) for g in gradients)
    return [g * min(1.0, limit / norm) for g in gradients] if norm else gradients
