// What all test programs reuse the precompiled headers of: CMake makes these for a source alone.
