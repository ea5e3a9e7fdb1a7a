function webglMap() { throw new Error("no WebGL renderer in this page"); }
