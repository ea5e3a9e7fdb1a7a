// What map-webgl.js asks of sigma and graphology; the rest stays out of the bundle.
export { DirectedGraph } from "graphology";
export { Sigma } from "sigma";
export { EdgeProgram, NodeProgram } from "sigma/rendering";
