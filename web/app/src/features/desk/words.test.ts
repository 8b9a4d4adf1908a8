import { saidAlike } from '../../locale/alike';
import { en } from './words.en';
import { vi } from './words.vi';

saidAlike(vi, en);
