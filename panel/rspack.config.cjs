// Modules are numbered as they come: else their numbers would depend on the folder in which they are built.
module.exports = { optimization: { moduleIds: 'natural', chunkIds: 'natural' } };
