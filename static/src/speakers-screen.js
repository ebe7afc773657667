// The list of speakers on the podium or on the wall: polls like the drafting screen, with a clock.
import "./drafting-screen.js";
import { startFloorTimers } from "./modules/screens/floor-timer.js";

startFloorTimers();
