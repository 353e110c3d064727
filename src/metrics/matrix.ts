/** The linear algebra of the model: a built file of its own, which a bundler leaves out where no model is fitted. */
export { CholeskyDecomposition, Matrix, WrapperMatrix1D } from 'ml-matrix';
