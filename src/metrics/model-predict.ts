import { Matrix } from './matrix.ts';
import { averageOver, type LogEffect } from './model-contrasts.ts';
import type { Design } from './model-design.ts';
import type { Fit } from './model-fit.ts';
import { createWhitener, usualGaps } from './model-noise.ts';
import { whiten } from './model-solve.ts';

/**
 * Predicts the response of one more post: the last row of a design whose other rows were fitted. The variance holds the
 * noise of that post as well as what is not known of level and effects.
 */
export function predictNext(fit: Fit, design: Design): LogEffect {
  const gaps = usualGaps(design.times);
  const variances = new Float64Array(design.times.length).fill(1);
  variances.set(fit.variances);
  const last = design.times.length - 1;
  return averageOver(fit, ({ noise, joint }) => {
    const { rows, stride } = whiten(design, noise, gaps, variances);
    const width = stride - 1;
    const row = Matrix.rowVector(rows.subarray(last * stride, last * stride + width));
    const scale = createWhitener(noise, gaps, variances).lastScale;
    const uncertain = row.mmul(joint.covariance).dot(row);
    const expected = row.dot(joint.mean);
    return {
      estimate: (expected - (rows[last * stride + width] ?? 0)) / scale,
      variance: (joint.variance * (1 + uncertain)) / scale ** 2,
    };
  });
}
