// Precompiled for every file that draws or listens with wx.
#pragma once

#include <wx/wx.h>

#include <wx/dataview.h>
#include <wx/taskbar.h>
