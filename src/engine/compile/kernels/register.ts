/** Importing this file makes the recording backend complete. A new file of kernels is added here. */
import './convolution.ts';
import './elementwise.ts';
import './matmul.ts';
import './reductions.ts';
import './shapes.ts';
