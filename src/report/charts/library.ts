// What the charts use of the charting library: a file of its own in the package, minified and shared by both formats
// (tsup.config.ts).
export {
  areaY,
  axisX,
  axisY,
  barX,
  cell,
  dot,
  gridX,
  gridY,
  lineY,
  type Markish,
  plot,
  type PlotOptions,
  ruleX,
  ruleY,
  text,
} from '@observablehq/plot';
