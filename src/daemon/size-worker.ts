/** Entry of the thread that fits one sizing law, answers once and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { fitRequested } from '../app/sizing-fit.ts';

parentPort?.postMessage(fitRequested(workerData));
