/** Entry of the thread that compares boot times for one group, answers once and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { compareBoots } from '../app/faster-boot.ts';

parentPort?.postMessage(compareBoots(workerData));
