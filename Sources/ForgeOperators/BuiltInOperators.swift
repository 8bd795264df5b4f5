import ForgeGraph

// Operators that the model builder puts in by itself.

/// The embedding of a category feature.
package func embeddingOperator(entries: Int, units: Int) -> any Operator { Embedding(entries: entries, units: units) }

/// The join of features with one axis.
package func concatOperator() -> any Operator { Concat(axis: nil) }

/// What brings a feature to one axis.
package func flattenOperator() -> any Operator { Flatten() }
