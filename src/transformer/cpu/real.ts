/** An array of the numbers that the CPU engine computes with: float32, or float64 in tests. */
export type Real = Float32Array | Float64Array;

/** Makes arrays of one kind. */
export type RealArray = Float32ArrayConstructor | Float64ArrayConstructor;
